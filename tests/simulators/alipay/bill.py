"""The business bill of a day, as Alipay packs it: tables in GBK, remarks around, minus for what it takes."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable

from tests.simulators.alipay.book import RefundRow, Trade, moment, yuan
from tests.simulators.alipay.keys import Keys

COLUMNS = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
# 0.6 percent, to the nearest fen.
FEE_PER_THOUSAND = 6


def fee_of(fen: int) -> int:
    return (fen * FEE_PER_THOUSAND + 500) // 1000


def bill_of(day: dt.date, trades: Iterable[Trade], keys: Keys) -> str:
    """ "" where nothing was booked that day."""
    paid = [trade for trade in trades if trade.paid_at is not None]
    charges = [trade for trade in paid if trade.paid_at and trade.paid_at.date() == day]
    refunds = [(trade, one) for trade in paid for one in trade.refunds.values() if one.at.date() == day]
    if not charges and not refunds:
        return ""
    rows = [_charge(trade) for trade in charges] + [_refund(*each) for each in refunds]
    received, returned = sum(trade.paid for trade in charges), -sum(one.refund for _, one in refunds)
    next_day = day + dt.timedelta(days=1)
    return "\n".join(
        [
            "#支付宝业务明细查询",
            f"#账号：[{keys.seller_id}0156]",
            f"#起始日期：[{day:%Y年%m月%d日} 00:00:00]   终止日期：[{next_day:%Y年%m月%d日} 00:00:00]",
            "#-----------------------------------------业务明细列表----------------------------------------",
            COLUMNS,
            *rows,
            "#-----------------------------------------业务明细列表结束------------------------------------",
            f"#交易合计：{len(charges)}笔，商家实收共{yuan(received)}元，商家优惠共0.00元",
            f"#退款合计：{len(refunds)}笔，商家实收退款共{yuan(returned)}元，商家优惠退款共0.00元",
            f"#导出时间：[{next_day:%Y年%m月%d日} 05:46:49]",
            "",
        ]
    )


def _row(trade: Trade, what: str, at: dt.datetime, amount: int, request: str, fee: int) -> str:
    head = [f"{trade.trade_no}\t", f"{trade.out_trade_no}\t", f"{what}\t", trade.asked["subject"]]
    times = [moment(at), moment(at), "\t", "\t", "\t", "\t", "*邻(159****5620)\t"]
    money = [yuan(amount), yuan(amount), "0.00", "0.00", "0.00", "0.00", "0.00", "", "0.00\t", "0.00"]
    return ",".join([*head, *times, *money, f"{request}\t", yuan(fee), "0.00", ""])


def _charge(trade: Trade) -> str:
    assert trade.paid_at is not None
    return _row(trade, "交易", trade.paid_at, trade.paid, "", -fee_of(trade.paid))


def _refund(trade: Trade, one: RefundRow) -> str:
    return _row(trade, "退款", one.at, -one.refund, one.out_request_no, fee_of(one.refund))


def packed(text: str, day: dt.date, keys: Keys) -> bytes:
    """The file as it is downloaded: the sums beside the payments, names in GBK without saying so."""
    sums = f"#支付宝业务汇总查询\n#账号：[{keys.seller_id}0156]\n门店编号,门店名称\n合计,\n"
    file = io.BytesIO()
    name = f"{keys.seller_id}0156_{day:%Y%m%d}_业务明细"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as files:
        for ending, table in (("(汇总).csv", sums), (".csv", text)):
            told = (name + ending).encode("gbk").decode("cp437")
            files.writestr(told, table.encode("gb18030"))
    return file.getvalue()
