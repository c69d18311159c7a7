"""The drawn pictures that a deal, an article or a line of a menu may carry, by name.

Every one is a drawing of the set that the faces share (Fluent Emoji flat); a test holds this list and the
drawings equal, so what is accepted here can be shown everywhere.
"""

_NAMES = """
abacus adhesive-bandage admission-tickets airplane alarm-clock amphora anatomical-heart artist-palette
automobile avocado baby-bottle backpack bacon badminton bagel baguette-bread balance-scale balloon
banana barber-pole basket basketball bathtub battery beach-with-umbrella beans bed beer-mug bell
bell-pepper bellhop-bell bento-box beverage-box bicycle bird birthday-cake blossom blueberries bone
bookmark books bottle-with-popping-cork bouquet bowl-with-spoon bowling boxing-glove bread broccoli
broom brown-mushroom bubble-tea bubbles bucket bullseye burrito bus butter cactus calendar camera
camping candle candy canned-food carousel-horse carrot cat cat-face chair chart-increasing cheese-wedge
cherries cherry-blossom chess-pawn chestnut chocolate-bar chopsticks cinema clapper-board
classical-building clinking-beer-mugs clinking-glasses closed-book closed-umbrella cloud coat
cocktail-glass coconut coin compass convenience-store cooked-rice cookie cooking couch-and-lamp crab
credit-card crescent-moon croissant crown crystal-ball cucumber cup-with-straw cupcake curry-rice
custard cut-of-meat cyclone dango deciduous-tree deer delivery-truck department-store desktop-computer
dna dog dog-face door doughnut dragon dress drop-of-blood droplet drum duck dumpling ear-of-corn egg
eggplant electric-plug euro-banknote evergreen-tree eye eyes falafel fallen-leaf ferris-wheel ferry
film-frames film-projector fire firecracker fish fish-cake-with-swirl flatbread flexed-biceps
folded-hands folding-hand-fan foot footprints fork-and-knife fork-and-knife-with-plate fortune-cookie
fountain-pen framed-picture french-fries fried-shrimp frog full-moon game-die garlic gem-stone
ginger-root glass-of-milk glasses glowing-star goggles graduation-cap grapes green-apple green-salad
guide-dog guitar hair-pick hamburger hammer hammer-and-wrench hamster handbag handshake headphone
heart-hands herb hibiscus high-heeled-shoe honey-pot hospital hot-beverage hot-dog hot-pepper
hot-springs hotel hourglass-not-done house house-with-garden houses ice ice-cream ice-skate
jack-o-lantern japanese-castle jar jeans joystick key kick-scooter kimono kitchen-knife kite kiwi-fruit
knot laptop leaf-fluttering-in-wind leafy-green lemon light-bulb lipstick lobster locked locked-with-key
lollipop lotion-bottle lotus low-battery luggage lungs magnet magnifying-glass-tilted-left
mahjong-red-dragon mango maple-leaf mate meat-on-bone melon microphone microscope mirror mobile-phone
money-bag moon-cake motor-scooter mountain movie-camera mushroom musical-notes nail-polish national-park
necktie notebook notebook-with-decorative-cover nut-and-bolt oden office-building olive
oncoming-automobile onion open-book optical-disk ox oyster package paintbrush pancakes panda parachute
party-popper paw-prints pea-pod peach peanuts pear pencil performing-arts person-getting-haircut
person-getting-massage person-in-lotus-position person-lifting-weights person-swimming pie pill
pine-decoration pineapple ping-pong pizza plunger poodle pool-8-ball popcorn postbox pot-of-food potato
potted-plant poultry-leg pretzel puzzle-piece rabbit-face rainbow razor receipt red-apple red-circle
red-envelope red-heart red-paper-lantern rescue-workers-helmet ribbon rice-ball rice-cracker ring rocket
roller-coaster rose round-pushpin running-shoe sake salt sandwich scarf scissors screwdriver scroll seat
seedling sewing-needle shallow-pan-of-food shaved-ice sheaf-of-rice shield shopping-bags shopping-cart
shortcake shower shrimp skateboard skis snowflake soap soccer-ball socks soft-ice-cream spaghetti
sparkles speech-balloon sponge sports-medal squid star steaming-bowl stethoscope stopwatch strawberry
stuffed-flatbread sun sun-with-face sunflower sunglasses sunrise sushi syringe t-shirt taco takeout-box
tanabata-tree tangerine taxi teacup-without-handle teapot teddy-bear television tennis test-tube
thermometer thread ticket tomato toolbox tooth toothbrush trophy tropical-drink tropical-fish trumpet
tulip tumbler-glass umbrella umbrella-with-rain-drops video-game videocassette violin waffle watch
water-wave watermelon waving-hand wheel wilted-flower wind-chime wine-glass womans-clothes world-map
wrapped-gift wrench x-ray yarn yen-banknote
"""
PICTURES = frozenset(_NAMES.split())
