"""The words people use for a trade, in Chinese and in English, beside what a store calls itself."""

from linli.modules.discovery.words import pinyin

_WORDS: dict[str, str] = {
    "restaurant": "餐厅 饭店 餐馆 美食 吃饭 restaurant dining dinner lunch",
    "cafe": "咖啡 咖啡馆 咖啡店 下午茶 cafe coffee cappuccino brunch",
    "bar": "酒吧 酒馆 啤酒 鸡尾酒 bar pub beer wine cocktail drinks",
    "bakery": "面包 面包店 烘焙 蛋糕 甜点 bakery bread cake pastry",
    "tea_house": "茶馆 茶楼 茶室 奶茶 tea teahouse",
    "fast_food": "快餐 小吃 外卖 汉堡 披萨 fast food snack burger pizza takeaway",
    "grocery": "超市 便利店 生鲜 水果 蔬菜 grocery supermarket convenience fruit vegetables",
    "hair": "理发 美发 发廊 剪发 烫发 染发 hair hairdresser haircut salon",
    "beauty": "美容 美甲 美妆 护肤 化妆品 beauty nails cosmetics skincare spa",
    "massage": "按摩 推拿 足疗 足浴 水疗 massage spa foot sauna",
    "fitness": "健身 健身房 瑜伽 游泳 普拉提 fitness gym yoga swimming pilates workout",
    "hotel": "酒店 宾馆 民宿 旅馆 住宿 hotel hostel stay guesthouse",
    "culture": "文化 剧院 博物馆 美术馆 展览 演出 culture theater museum gallery exhibition show",
    "cinema": "电影 电影院 影院 影城 cinema movie film",
    "clinic": "诊所 门诊 医院 牙科 牙医 clinic doctor dentist health medical",
    "pharmacy": "药店 药房 pharmacy drugstore medicine chemist",
    "optician": "眼镜 眼镜店 配镜 验光 optician glasses eyewear lenses",
    "clothes": "服装 衣服 女装 男装 鞋 时装 clothes clothing fashion shoes boutique",
    "jewelry": "珠宝 首饰 手表 钟表 黄金 jewelry watch watches gold ring",
    "books": "书店 书 图书 文具 books bookshop bookstore stationery",
    "flowers": "鲜花 花店 花艺 绿植 flowers florist plants bouquet",
    "gifts": "礼品 礼物 纪念品 gifts gift souvenir present",
    "home": "家居 家具 家纺 装饰 灯具 厨具 home furniture decor interior kitchen lighting",
    "electronics": "电器 数码 手机 电脑 电子 electronics phone mobile computer camera",
    "sports": "运动 体育 户外 自行车 sports sport outdoor bicycle bike",
    "pet": "宠物 宠物店 猫 狗 pet pets dog cat grooming veterinary",
    "laundry": "洗衣 干洗 洗衣店 laundry dry cleaning cleaner",
    "crafts": "手工 手作 陶艺 布料 裁缝 crafts craft pottery fabric yarn tailor workshop",
    "kids": "儿童 亲子 母婴 玩具 kids children toys baby family",
    "travel": "旅行 旅游 景点 门票 旅行社 travel tourism sights tour tickets",
    "shop": "商店 小店 购物 shop store shopping",
}


def words_of_trade(trade: str) -> str:
    """All words of a trade, Chinese ones in whole pinyin as well; the bare key for a trade without words.

    No initials: two letters would match by chance in too many other words.
    """
    words = _WORDS.get(trade, trade.replace("_", " "))
    return " ".join([words, *pinyin(words)])
