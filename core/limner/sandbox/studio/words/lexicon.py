"""The words that sandbox pictures know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.sandbox.studio.palette import Colour

PLACES: Mapping[str, str] = {
    "seaside": "sea ocean beach coast island harbour harbor bay shore wave pier lagoon surf cliff",
    "city": "city skyline street tower skyscraper town downtown tokyo paris london york urban",
    "mountains": "mountain valley forest wood woods peak alps jungle pine canyon rainforest",
    "lake": "lake pond river fjord loch",
    "meadow": "meadow field hill countryside garden farm village park prairie grass spring lawn",
    "desert": "desert dune sand sahara oasis mars savanna",
    "space": "space galaxy cosmos universe nebula orbit planet saturn jupiter astronaut alien"
    " asteroid",
    "underwater": "underwater reef coral submarine aquarium seabed diver",
    "table": "table kitchen still cafe interior room desk window shelf book breakfast",
    "backdrop": "portrait headshot selfie closeup face",
    "papercut": "abstract pattern paper logo texture shape geometric swirl fractal",
}
"""Scenes, and the words that ask for them."""

THINGS: Mapping[str, str] = {
    "lighthouse": "lighthouse",
    "boat": "boat sail sailboat ship yacht",
    "cat": "cat kitten kitty",
    "dog": "dog puppy corgi hound fox wolf",
    "bird": "bird seagull gull crow eagle swallow owl parrot raven dove",
    "person": "person man woman girl boy people lady child wanderer traveler traveller hiker"
    " samurai wizard knight warrior monk human men women children king queen princess"
    " gentleman astronaut",
    "robot": "robot android mech cyborg droid",
    "tree": "tree oak",
    "cottage": "house cottage cabin hut home barn village farm",
    "car": "car automobile taxi truck van convertible",
    "flower": "flower tulip sunflower bouquet daisy blossom poppy peony lily rose vase",
    "balloon": "balloon",
    "rocket": "rocket spaceship spacecraft shuttle",
    "cup": "coffee cup tea mug espresso latte cappuccino",
    "fish": "fish shark whale goldfish dolphin",
    "cactus": "cactus cacti",
    "castle": "castle palace fortress temple",
}
"""What can be put into a scene, and its words."""

WEATHER: Mapping[str, str] = {
    "snow": "snow snowy blizzard winter christmas snowfall",
    "rain": "rain rainy raining drizzle monsoon",
    "fog": "fog foggy mist misty haze hazy smoke",
    "storm": "storm stormy thunder thunderstorm lightning tempest",
    "rainbow": "rainbow",
    "aurora": "aurora borealis northern",
    "stars": "star starry",
    "clouds": "cloud cloudy overcast",
    "clear": "clear cloudless",
    "lamps": "lamp lantern firefly candle",
}
"""What is in the air, and its words."""

FINISHES: Mapping[str, str] = {
    "grey": "monochrome noir grayscale greyscale",
    "old": "sepia vintage antique retro",
    "plain": "minimalist minimal minimalism simple",
    "vivid": "vibrant vivid colorful colourful psychedelic",
}
"""Looks of a whole picture, and their words."""

COLOURS: Mapping[str, Colour] = {
    "red": (214, 52, 48),
    "crimson": (190, 30, 60),
    "orange": (240, 134, 44),
    "ginger": (226, 128, 56),
    "golden": (232, 178, 64),
    "gold": (232, 178, 64),
    "yellow": (246, 204, 70),
    "green": (74, 156, 88),
    "teal": (36, 140, 140),
    "turquoise": (64, 190, 186),
    "blue": (52, 106, 200),
    "purple": (128, 74, 176),
    "violet": (136, 84, 196),
    "pink": (240, 134, 170),
    "brown": (126, 82, 54),
    "white": (240, 238, 232),
    "silver": (186, 192, 200),
    "grey": (138, 142, 148),
    "gray": (138, 142, 148),
    "black": (34, 34, 42),
}

NUMBERS: Mapping[str, int] = {
    "two": 2, "couple": 2, "pair": 2, "three": 3, "few": 3, "four": 4, "several": 4, "five": 5,
    "six": 6, "many": 7, "seven": 7, "eight": 8, "nine": 9, "flock": 9, "dozen": 9,
}  # fmt: skip

HOMES: Mapping[str, str] = {
    "lighthouse": "seaside",
    "boat": "seaside lake",
    "cat": "city meadow table",
    "dog": "meadow seaside",
    "bird": "seaside mountains meadow lake",
    "person": "mountains seaside meadow lake",
    "robot": "city desert meadow",
    "tree": "meadow",
    "cottage": "meadow lake",
    "car": "desert city seaside",
    "flower": "table",
    "balloon": "mountains meadow lake desert",
    "rocket": "space desert",
    "cup": "table",
    "fish": "underwater",
    "cactus": "desert",
    "castle": "meadow mountains lake",
}
"""Where a thing is found when a prompt doesn't say."""

OUTDOORS = ("seaside", "city", "mountains", "lake", "meadow", "desert")
ANYWHERE = (*OUTDOORS, "space", "underwater", "table", "papercut")

IRREGULAR: Mapping[str, str] = {
    "puppies": "puppy", "kitties": "kitty", "daisies": "daisy", "poppies": "poppy",
    "peonies": "peony", "lilies": "lily", "ladies": "lady", "cities": "city", "wolves": "wolf",
    "galaxies": "galaxy", "foxes": "fox", "beaches": "beach", "oases": "oasis",
    "fireflies": "firefly", "butterflies": "butterfly", "berries": "berry",
}  # fmt: skip
CROWDS: Mapping[str, int] = {"bouquet": 7, "village": 3}
PLURALS = frozenset({"people", "men", "women", "children", "cacti"})

TONES = frozenset({
    "tone", "tones", "light", "lights", "sky", "skies", "hue", "hues", "palette", "theme", "color",
    "colour", "colors", "colours", "glow", "background", "dusk", "dawn", "hour", "night", "and",
    "sunset", "sunrise", "evening", "fog", "mist", "haze",
})  # fmt: skip
"""Before these, a colour is the whole picture's."""

EYES = frozenset({"eye", "eyes", "eyed"})
