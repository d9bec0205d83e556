"""Instructions and the calls they ask for, composed from the hand-written frames.

    python3 generate.py 20        prints twenty samples

A sample is a dict: amounts, symbols and names (what the copy constraint offers), say (what was typed, in lower case) and calls, a list of
("swap", amount, from, to), ("transfer", amount, token, to) or one ("hold", reason).
"""

import random
import re
import sys

import frames as F
import holds as H
import rules
import worlds

OPEN, CLOSE = "\x01", "\x02"
GROUP = re.compile(r"\(([^()]*)\)(\?)?")
SLOT = re.compile(r"\{([A-Za-z0-9']+)\}")


def unfold(frame, rng):
    """One of the sentences that the alternatives of a frame allow."""
    text = frame.replace("\\(", OPEN).replace("\\)", CLOSE).replace("\\n", "\n")

    def choose(match):
        if match.group(2) and rng.random() < 0.5:
            return ""
        return rng.choice(match.group(1).split("|"))

    while True:
        shorter = GROUP.sub(choose, text)
        if shorter == text:
            return text.replace(OPEN, "(").replace(CLOSE, ")")
        text = shorter


class Writer:
    """Writes one sample: remembers the policy and what was already said."""

    def __init__(self, rng, symbols, names):
        self.rng = rng
        self.symbols = symbols
        self.names = names
        self.alias = rng.random() < 0.10

    # ------------------------------------------------------------ words

    def spell(self, symbol):
        if symbol == "WETH" and "ETH" not in self.symbols and self.alias:
            return self.rng.choice(("eth", "eth", "ether"))
        return symbol.lower()

    def call_name(self, name):
        """How a recipient is spoken of."""
        low = name.lower()
        if worlds.kind_of(name) == "r" and self.rng.random() < 0.85:
            return self.rng.choice(("the ", "the ", "the ", "our ", "my ")) + low
        return low

    def pronouns(self, name):
        kind = worlds.kind_of(name)
        roll = self.rng.random()
        if roll < 0.12:
            kind = "t"
        elif kind == "r":
            kind = self.rng.choice("fmt")
        return {"f": ("her", "she", "her"), "m": ("him", "he", "his"), "t": ("them", "they", "their")}[kind]

    def phrase(self, amount, written, symbol):
        """An amount with its token."""
        if not amount.endswith("%"):
            frame = "{a} {s}" if self.rng.random() < 0.7 else self.rng.choice(F.DECIMAL)
        elif written == "half":
            frame = self.rng.choice(F.HALF)
        elif written in ("a quarter", "one quarter"):
            frame = self.rng.choice(F.QUARTER)
        elif written in ("all", "everything"):
            frame = self.rng.choice(F.WHOLE)
        else:
            frame = self.rng.choice(F.SHARE)
        return self.fill(frame, {"a": written, "s": self.spell(symbol)})

    def amount(self, symbol, shares=0.22):
        if self.rng.random() < shares:
            return worlds.share(self.rng)
        return worlds.decimal(self.rng, symbol)

    def fill(self, frame, slots):
        text = unfold(frame, self.rng)
        for _ in range(4):
            if "{" not in text:
                break
            text = SLOT.sub(lambda m: self.slot(m.group(1), slots), text)
        return re.sub(r" +([,.;:!?])", r"\1", re.sub(r" {2,}", " ", text)).strip(" ")

    def slot(self, key, slots):
        if key not in slots:
            slots[key] = self.value(key, slots)
        value = slots[key]
        return value

    def value(self, key, slots):
        rng = self.rng
        if key.startswith("thing"):
            return rng.choice(F.THING)
        if key == "few":
            return str(rng.randint(2, 12))
        if key == "ref":
            return rng.choice(("%d" % rng.randint(10, 9999), "%04d" % rng.randint(1, 999), "%d" % rng.randint(1000, 99999)))
        if key == "price":
            return rng.choice(("%d" % rng.randint(2, 5000), "2,000", "3000", "1,800", "0.99", "4k", "1.01"))
        if key == "cond":
            return unfold(rng.choice(H.CONDITION), rng)
        if key == "time":
            return unfold(rng.choice(H.TIME), rng)
        if key == "vague":
            return rng.choice(H.VAGUE_AMOUNT)
        if key == "addr":
            return "0x" + "".join(rng.choice("0123456789abcdef") for _ in range(rng.choice((4, 6, 8, 40))))
        if key == "why":
            return unfold(rng.choice(F.WHY), rng)
        if key in ("un", "un's"):
            slots["un"] = worlds.stranger(rng, self.names)
            slots["un's"] = slots["un"] + rng.choice(("'s", "'s", "s"))
            return slots[key]
        if key in ("us", "us2"):
            return worlds.foreign(rng, self.symbols).lower()
        if key == "ux":
            symbol = worlds.foreign(rng, self.symbols)
            return self.phrase(*self.amount(symbol), symbol)
        if key in ("s", "t", "t2"):
            others = [s for s in self.symbols if s not in (slots.get("S"), slots.get("T"))] or self.symbols
            symbol = rng.choice(others)
            slots[{"s": "S", "t": "T", "t2": "T2"}[key]] = symbol
            return self.spell(symbol)
        if key in ("a2", "w"):
            return worlds.decimal(rng, slots.get("S", "USDC"))[1]
        if key == "a":
            return self.amount(slots.get("S", "USDC"), 0.0)[1]
        if key == "x":
            symbol = slots.get("S") or rng.choice([s for s in self.symbols if s != slots.get("T")])
            slots["S"] = symbol
            slots.setdefault("s", self.spell(symbol))
            return self.phrase(*self.amount(symbol, slots.get("shares", 0.22)), symbol)
        if key == "ax":
            symbol = rng.choice(self.symbols)
            return self.phrase(*self.amount(symbol, 0.1), symbol)
        if key in ("n", "n1", "n2", "n's", "n1's", "n2's", "o", "u", "v", "u0", "him"):
            base = "n1" if key.startswith("n1") else "n2" if key.startswith("n2") else "n"
            taken = slots.setdefault("taken", [])
            free = [n for n in self.names if n not in taken] or self.names or ["alice"]
            name = slots.get("N") if base == "n" and slots.get("N") else rng.choice(free)
            taken.append(name)
            spoken = self.call_name(name)
            slots.setdefault(base, spoken)
            slots.setdefault(base + "'s", spoken + rng.choice(("'s", "'s", "'s", "s")))
            if base == "n":
                slots["N"] = name
                o, u, v = self.pronouns(name)
                slots.setdefault("o", o), slots.setdefault("u", u), slots.setdefault("v", v), slots.setdefault("u0", u)
                slots.setdefault("him", rng.choice(("him", "her", "them")))
            return slots[key]
        if key == "ok":
            return self.request()[0]
        raise KeyError(key)

    # ------------------------------------------------------------ requests

    def pair(self):
        return self.rng.sample(self.symbols, 2)

    def swap(self, source=None, target=None, bare=False):
        rng = self.rng
        if source is None:
            source, target = self.pair()
        amount, written = self.amount(source)
        said = written
        if not bare and not amount.endswith("%") and rng.random() < 0.02:
            said = self.correction(written, source)
        slots = {"a": written, "s": self.spell(source), "t": self.spell(target), "x": self.phrase(amount, said, source), "S": source, "T": target}
        others = [s for s in self.symbols if s not in (source, target)]
        frame = rng.choice(F.SWAP_STORY if rng.random() < 0.12 and not bare else F.PLAIN_SWAP if rng.random() < 0.4 else F.SWAP)
        while "{t2}" in frame and not others:
            frame = rng.choice(F.SWAP)
        if others:
            slots["t2"] = self.spell(rng.choice(others))
        return self.fill(frame, slots), [("swap", amount, source, target)]

    def transfer(self, name=None, token=None, bare=False):
        rng = self.rng
        name = name or rng.choice(self.names)
        token = token or rng.choice(self.symbols)
        amount, written = self.amount(token, 0.14)
        said = written
        if not bare and not amount.endswith("%") and rng.random() < 0.02:
            said = self.correction(written, token)
        o, u, v = self.pronouns(name)
        spoken = self.call_name(name)
        slots = {"a": written, "s": self.spell(token), "x": self.phrase(amount, said, token), "N": name, "n": spoken, "S": token,
                 "n's": spoken + rng.choice(("'s", "'s", "'s", "s")), "o": o, "u": u, "v": v}
        story = rng.random() < 0.18 and not bare
        frame = rng.choice(F.TRANSFER_STORY if story else F.PLAIN_TRANSFER if rng.random() < 0.4 else F.TRANSFER)
        if "{t2}" in frame:
            slots["t2"] = self.spell(rng.choice([s for s in self.symbols if s != token]))
        text = self.fill(frame, slots)
        if not story and rng.random() < 0.28:
            why = self.fill(rng.choice(F.WHY), slots)
            text = text.rstrip(".") + ("" if why.startswith(",") else " ") + why
        return text, [("transfer", amount, token, name)]

    def correction(self, written, symbol):
        wrong = worlds.decimal(self.rng, symbol)[1]
        return self.fill(self.rng.choice(F.CORRECTION), {"a": written, "w": wrong})

    def narrated(self):
        """A correction told as a story."""
        rng = self.rng
        frame = rng.choice([f for f in F.NARRATED_CORRECTION if "{n2}" not in f or len(self.names) > 1])
        name = rng.choice(self.names)
        source, target = self.pair()
        amount, written = worlds.decimal(rng, source)
        slots = {"N": name, "taken": [name], "n": self.call_name(name), "S": source, "s": self.spell(source), "t": self.spell(target),
                 "x": self.phrase(amount, written, source), "w": worlds.decimal(rng, source)[1]}
        slots["o"], slots["u"], slots["v"] = self.pronouns(name)
        slots["u0"] = slots["u"]
        return self.fill(frame, slots), [("swap", amount, source, target) if "{t}" in frame else ("transfer", amount, source, name)]

    def listed(self, words):
        words = list(words)
        if len(words) == 1:
            return words[0]
        style = self.rng.random()
        if style < 0.15:
            return " ".join(words[:-1]) + " and " + words[-1]
        last = self.rng.choice((" and ", " and ", " and ", ", ", " & ", ", and ", " plus "))
        return ", ".join(words[:-1]) + last + words[-1]

    def several(self):
        """Frames that ask for several calls in one breath."""
        rng = self.rng
        kind = rng.random()
        token = rng.choice(self.symbols)
        count = min(len(self.names), rng.choice((2, 2, 2, 3, 3, 4)))
        if kind < 0.80 and count >= 2:
            names = rng.sample(self.names, count)
            spoken = [self.call_name(n) for n in names]
            if kind < 0.35:
                amount, written = self.amount(token, 0.05)
                frame = rng.choice([f for f in F.EACH if count == 2 or "{l2}" not in f])
                text = self.fill(frame, {"l": self.listed(spoken), "l2": spoken[0] + " and " + spoken[-1], "x": self.phrase(amount, written, token)})
                return text, [("transfer", amount, token, n) for n in names]
            each = [worlds.decimal(rng, token) for _ in names]
            calls = [("transfer", a, token, n) for (a, _), n in zip(each, names)]
            slots = {"s": self.spell(token), "S": token}
            if kind < 0.60:
                style = rng.choice(("%s %s", "%s %s", "%s: %s", "%s gets %s", "%s - %s", "%s = %s"))
                parts = [style % (n, w) for n, (_, w) in zip(spoken, each)]
                if rng.random() < 0.3:
                    style = rng.choice(("%s to %s", "%s for %s", "%s -> %s"))
                    parts = [style % (w, n) for n, (_, w) in zip(spoken, each)]
                joined = rng.choice((self.listed(parts), self.listed(parts), "; ".join(parts), "\n".join(parts)))
                return self.fill(rng.choice(F.PER_NAME), dict(slots, m=joined)), calls
            if kind < 0.66:
                return self.fill(rng.choice(F.RESPECTIVELY), dict(slots, l=self.listed(spoken), **{"as": self.listed([w for _, w in each])})), calls
            slots.update({"n1": spoken[0], "n2": spoken[1], "n1's": spoken[0] + "'s", "n2's": spoken[1] + "'s", "a1": each[0][1], "a2": each[1][1]})
            slots["v"] = self.pronouns(names[1])[2]
            return self.fill(rng.choice(F.BACKSTORY_TWO), slots), calls[:2]
        # one token broken into shares
        source = rng.choice(self.symbols)
        splits = rng.choice(((50, 50), (60, 40), (70, 30), (50, 25, 25), (40, 30, 30), (25, 75), (20, 80), (10, 20), (10, 20, 30), (30, 30), (5, 15)))
        parts, calls = [], []
        for share in splits:
            amount = "%d%%" % share
            written = amount
            if rng.random() < 0.25:
                written = {50: "half", 25: "a quarter"}.get(share, "%d percent" % share)
            if self.names and rng.random() < 0.4:
                name = rng.choice([n for n in self.names if all(c[-1] != n for c in calls)] or self.names)
                if ("transfer", amount, source, name) in calls:
                    return self.swap()
                calls.append(("transfer", amount, source, name))
                parts.append("%s %s %s" % (written, rng.choice(("to", "to", "for", "straight to", "goes to")), self.call_name(name)))
            else:
                target = rng.choice([s for s in self.symbols if s != source])
                if ("swap", amount, source, target) in calls:
                    return self.swap()
                calls.append(("swap", amount, source, target))
                parts.append("%s %s %s" % (written, rng.choice(("to", "into", "to", "goes into")), self.spell(target)))
        return self.fill(rng.choice(F.BREAKUP), {"s": self.spell(source), "S": source, "parts": self.listed(parts)}), calls

    def leaning(self, calls, text):
        """A clause that leans on the call before it, or None."""
        rng = self.rng
        last = calls[-1]
        if last[0] == "transfer":
            _, amount, token, name = last
            free = [n for n in self.names if all(c[0] != "transfer" or c[3] != n for c in calls)]
            kind = rng.random()
            if kind < 0.3 and len(self.symbols) > 1:
                other = rng.choice([s for s in self.symbols if s != token])
                value, written = self.amount(other, 0.08)
                o, u, v = self.pronouns(name)
                return self.fill(rng.choice(F.ALSO_TOKEN_SAME_NAME), {"x": self.phrase(value, written, other), "o": o, "u": u, "v": v}), ("transfer", value, other, name)
            if not free:
                return None
            other = rng.choice(free)
            slots = {"N": other, "n": self.call_name(other)}
            if kind < 0.48:
                return self.fill(rng.choice(F.SAME_FOR), slots), ("transfer", amount, token, other)
            value, written = worlds.share(rng) if amount.endswith("%") and amount != "100%" else worlds.decimal(rng, token)
            if amount.endswith("%") and float(amount[:-1]) + float(value.rstrip("%")) > 100:
                return None
            return self.fill(rng.choice(F.MORE_TRANSFER_SAME_TOKEN), dict(slots, a=written)), ("transfer", value, token, other)
        _, amount, source, target = last
        others = [s for s in self.symbols if s not in (source, target)]
        if not others or amount == "100%":
            return None
        other = rng.choice(others)
        if amount == "50%" and rng.random() < 0.6:
            return self.fill("and the other half (to|into|for) {t}", {"t": self.spell(other)}), ("swap", "50%", source, other)
        value, written = worlds.share(rng) if amount.endswith("%") else worlds.decimal(rng, source)
        if amount.endswith("%") and float(amount[:-1]) + float(value.rstrip("%")) > 100:
            return None
        return self.fill(rng.choice(F.MORE_SWAP_SAME_SOURCE), {"a": written, "t": self.spell(other)}), ("swap", value, source, other)

    def request(self, count=None):
        """A request without courtesies: text and calls."""
        rng = self.rng
        if count is None:
            count = rng.choices((1, 2), (8, 2))[0]
        if count == 1:
            if self.names and rng.random() < 0.015:
                return self.narrated()
            if self.names and rng.random() < 0.53:
                return self.transfer()
            return self.swap()
        if rng.random() < 0.22:
            text, calls = self.several()
        else:
            text, calls = self.request(1)
        if len(calls) < count and rng.random() < 0.22 and len(calls) == 1:
            return self.enumerated(count)
        while len(calls) < count:
            lean = self.leaning(calls, text) if rng.random() < 0.3 else None
            if lean:
                text = self.join(text, lean[0])
                calls.append(lean[1])
                continue
            more, extra = self.fresh(calls)
            joint = rng.choice(("and", "and", ", then", "and then", ",")) if rng.random() < 0.4 else self.fill(rng.choice(F.JOIN), {})
            text = self.join(text, joint + " " + more)
            calls.extend(extra)
        return text, calls

    def fresh(self, calls):
        """Another call, to a recipient that was not named yet where there is one."""
        if self.names and self.rng.random() < 0.55:
            free = [n for n in self.names if all(c[0] != "transfer" or c[3] != n for c in calls)]
            return self.transfer(self.rng.choice(free or self.names), bare=self.rng.random() < 0.75)
        return self.swap(bare=self.rng.random() < 0.8)

    @staticmethod
    def join(text, more):
        more = more.strip(" ")
        if more[:1] in ".,;\n":
            text = text.rstrip(".,;")
        return text + ("" if more[:1] in ".,;:\n" else " ") + more

    def enumerated(self, count):
        """A list."""
        rng = self.rng
        items, calls = [], []
        for _ in range(count):
            more, extra = self.fresh(calls)
            items.append(more)
            calls.extend(extra)
        style = rng.choice(("%d. ", "%d) ", "- ", "* ", "(%d) ", "%s) ", "(%s) ", "", "", "#%d ", "%d: ", "• ", "step %d: "))
        glue = rng.choice(("\n", "\n", "\n", "\n", "; ", " ", ". ", ", ", " / "))
        if style.startswith(("-", "*", "•")):
            glue = "\n"
        if not style and glue == " ":
            glue = "\n"
        head = rng.choice(("", "", "", "", "to do:\n", "todo:\n", "please do the following:\n", "tasks:\n", "payments today:\n", "list for today:\n",
                           "kindly note %d items: " % count, "%s things: " % {2: "two", 3: "three", 4: "four"}.get(count, "some"), "orders:\n",
                           "do these: ", "ok big cleanup: ", "here's the list:\n", "the following have been approved: ", "first batch:\n",
                           "today's list:\n", "please process:\n", "hi, here is what i need:\n", "actions:\n"))
        marked = []
        for index, item in enumerate(items):
            mark = style % (index + 1) if "%d" in style else style % "abcdefgh"[index] if "%s" in style else style
            last = index == count - 1 and glue not in ("\n",) and rng.random() < 0.5
            marked.append(("and " if last else "") + mark + item)
        return head + glue.join(marked), calls

    # ------------------------------------------------------------ whole messages

    def around(self, text, before=0.5, after=0.45):
        rng = self.rng
        if rng.random() < before:
            text = rng.choice(F.BEFORE) + " " + text
            if rng.random() < 0.12:
                text = rng.choice(F.BEFORE) + " " + text
        if rng.random() < after:
            end = rng.choice(F.AFTER)
            if end[:1] in ".,!?":
                text = text.rstrip(".,") + end
            else:
                text = text + " " + end
        if self.names and rng.random() < 0.03:
            text = self.fill(rng.choice(ASIDE), {}) + " " + text
        return text

    def asked(self):
        count = self.rng.choices((1, 2, 3, 4), (46, 31, 15, 8))[0]
        for _ in range(20):
            text, calls = self.request(count)
            if len(calls) <= 4 and len(set(calls)) == len(calls):
                break
        else:
            return self.asked()
        return self.around(text), calls

    HOLDS = (("CONDITIONAL", 9, "unclear"), ("FUTURE", 8, "unclear"), ("NEGATED", 9, "nothing-to-do"), ("ASKED", 8, "nothing-to-do"),
             ("IMAGINED", 5, "nothing-to-do"), ("REPORTED", 9, "nothing-to-do"), ("VAGUE", 9, "unclear"), ("MISSING", 9, "unclear"),
             ("EXACT_OUTPUT", 7, "unclear"), ("ARITHMETIC", 8, "unclear"), ("OTHER", 4, "not-allowed"), ("NOT_ALLOWED", 13, "not-allowed"),
             ("INJECTION", 4, "not-allowed"), ("SMALL_TALK", 4, "nothing-to-do"), ("CONTRADICTION", 3, "unclear"), ("MANY", 1, "unclear"))

    def held(self):
        rng = self.rng
        block, _, reason = rng.choices(self.HOLDS, [w for _, w, _ in self.HOLDS])[0]
        if block == "MANY":
            return self.many(), [("hold", reason)]
        choices = getattr(H, block)
        frame = rng.choice(choices)
        while len(self.names) < (2 if "{n2" in frame else 1 if re.search(r"\{(n|o|u|v)\b", frame) else 0) or len(self.symbols) < 3 and "{t2}" in frame:
            frame = rng.choice(choices)
        slots = {}
        if block in ("EXACT_OUTPUT", "ARITHMETIC", "MISSING"):
            slots["shares"] = 0.0
        text = self.fill(frame, slots)
        if block != "SMALL_TALK" and rng.random() < 0.12:  # a good request beside the bad one changes nothing
            other, _ = self.request(1)
            joint = self.fill(rng.choice(F.JOIN), {}) + " "
            text = self.join(text, joint + other) if rng.random() < 0.5 else self.join(other, joint + text)
        return self.around(text, 0.35, 0.3) if rng.random() < 0.85 else text, [("hold", reason)]

    def many(self):
        """More than four calls."""
        rng = self.rng
        if len(self.names) >= 5 and rng.random() < 0.5:
            names = rng.sample(self.names, rng.randint(5, min(7, len(self.names))))
            token = rng.choice(self.symbols)
            if rng.random() < 0.5:
                return self.fill(rng.choice([f for f in F.EACH if "{l2}" not in f]), {"l": self.listed(map(self.call_name, names)), "x": self.phrase(*worlds.decimal(rng, token), token)})
            parts = ["%s %s" % (self.call_name(n), worlds.decimal(rng, token)[1]) for n in names]
            return self.fill(rng.choice(F.PER_NAME), {"s": self.spell(token), "m": self.listed(parts)})
        return self.enumerated(rng.randint(5, 6))[0]


ASIDE = F.lines(r"""
{n} says hi by the way. anyway,
{n} was here (yesterday|this morning|on tuesday).
i (talked|spoke) to {n} about it.
{n} is on holiday.
{n} and i had a look at the numbers.
as {n} said in the meeting,
{n} already has {v} money.
{n} is happy.
had lunch with {n}.
{n} signed off on this.
not {n} this time:
""")

HELD = 0.32  # of what is written; the rules hold most of it without a model
PROTECTED = set("half quarter quarters all everything each both same".split())


def worn(text, keep, rng):
    """The text as people type it: a typo, a lost apostrophe or comma."""
    if rng.random() < 0.2:
        text = text.replace("'", "")
    if rng.random() < 0.08:
        text = text.replace(", ", " ")
    if rng.random() < 0.05:
        text = text.replace(" and ", rng.choice((" n ", " an ", " & ", " nd ")))
    if rng.random() < 0.04:
        text = text.replace("you", "u").replace(" please", " plz")
    if rng.random() < 0.13:
        words = text.split(" ")
        for _ in range(rng.choice((1, 1, 2))):
            at = rng.randrange(len(words))
            word = words[at]
            if len(word) < 4 or not word.isalpha() or word in PROTECTED or word in keep:
                continue
            cut = rng.randrange(len(word) - 1)
            words[at] = rng.choice((
                word[:cut] + word[cut + 1] + word[cut] + word[cut + 2:], word[:cut] + word[cut + 1:],
                word[:cut] + word[cut] + word[cut:], word[:cut] + rng.choice("aeioulnrst") + word[cut + 1:]))
        text = " ".join(words)
    return text


def sample(rng):
    """One sample; what the copy constraint would not offer cannot be asked for."""
    while True:
        symbols, names = worlds.world(rng)
        writer = Writer(rng, symbols, names)
        text, calls = writer.held() if rng.random() < HELD else writer.asked()
        keep = {w for s in symbols for w in rules.words_for(s, symbols)} | {p for n in names for p in n.lower().split()}
        text = worn(text.lower(), keep, rng).strip()
        if not text or len(text) > 330:
            continue
        amounts, symbols, names = rules.offered(text, symbols, names)
        if calls[0][0] != "hold" and not all(
                c[1] in amounts and c[2] in symbols and c[3] in (symbols if c[0] == "swap" else names) for c in calls):
            continue
        if not (amounts and symbols and (names or len(symbols) > 1)) and rng.random() < 0.92:
            continue  # nothing but a hold is offered: little to learn
        return {"amounts": amounts, "symbols": symbols, "names": names, "say": text, "calls": calls}


if __name__ == "__main__":
    generator = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 10):
        made = sample(generator)
        print(",".join(made["symbols"]), "|", ",".join(made["names"]))
        print("   ", made["say"].replace("\n", "\\n"))
        print("   ", made["calls"])
