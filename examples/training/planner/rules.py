"""What the strategy may check without a model: which amounts an instruction holds, and whether calls fit its words.

`offered(text, symbols, recipients)` gives what the grammar offers; `objection(text, symbols, recipients, calls)` says why
calls must not be carried out, or gives None. Both are pure functions of strings, written with regular expressions that
java.util.regex reads alike. A hold is never objected to. Every check errs on the side of holding.
"""

import re
from collections import namedtuple

def compiled(pattern):
    """A pattern that knows ASCII only, as java.util.regex does unless told."""
    return re.compile(pattern, re.ASCII)


def search(pattern, text):
    return compiled(pattern).search(text)


def begins(pattern, text):
    return compiled(pattern).match(text)


def fullmatch(pattern, text):
    return compiled(pattern).fullmatch(text)


def finditer(pattern, text):
    return compiled(pattern).finditer(text)


def findall(pattern, text):
    return compiled(pattern).findall(text)


def sub(pattern, by, text):
    return compiled(pattern).sub(by, text)


def pieces(pattern, text):
    return compiled(pattern).split(text)


Mention = namedtuple("Mention", "value start end share")

LONGEST = 400  # characters; training saw nothing longer than 330
ALIASES = {"WETH": ("eth", "ether")}  # only where the policy has no token of that name
SYMBOL_LIKE = (
    "btc wbtc bitcoin bitcoins eth ether ethereum weth usdc usdt tether dai busd tusd frax link uni aave mkr comp crv ldo "
    "arb op matic pol steth wsteth reth cbeth sol bnb xrp doge shib pepe avax dot ada eur eurc usde gho lusd euro euros "
    "dollar dollars bucks pounds usd gbp snx grt ens ftm atom near ltc bch xmr trx").split()

# ---------------------------------------------------------------- reading the instruction

NUMERAL = compiled(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
PERCENT = compiled(r"\s*(?:%|percent\b|per cent\b|pct\b)")
REFERENCE_BEFORE = compiled(
    r"(?:#|\b(?:no|nr|inv|invoice|number|ref|reference|order|receipt|ticket|po|case|room|unit|flat|apartment|apt|suite|desk"
    r"|week|step|item|part|point|page|chapter|version|table)\b\.?)\s*:?\s*#?\s*$")
COUNTED_AFTER = compiled(
    r"\s*(?:people|persons|guests|boxes|hours|nights|days|weeks|months|tickets|chairs|kids|bags|items|transfers|payments"
    r"|things|orders|friends|colleagues)\b")
MARKER_BEFORE = compiled(r"(?:^|[\n;:,.]|\band)\s*\(?$")
MARKER_AFTER = compiled(r"[.)]\s|\)")


def plain(text):
    """Lower case, straight quotes and dashes: what every pattern here reads."""
    for mark, straight in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("→", "->"),
                           ("\u00a0", " "), ("\t", " "), ("\r", "")):
        text = text.replace(mark, straight)
    return text.lower()


def words_for(symbol, symbols):
    """The spellings by which an instruction may name a token."""
    upper = [s.upper() for s in symbols]
    aliases = [a for a in ALIASES.get(symbol.upper(), ()) if a.upper() not in upper and "ETH" not in upper]
    return [symbol.lower()] + aliases


def symbol_pattern(symbols):
    spelled = [w for s in symbols for w in words_for(s, symbols)]
    return "|".join(sorted((re.escape(w) for w in spelled), key=len, reverse=True)) or r"(?!)"


def canonical(word, symbols):
    for symbol in symbols:
        if word.lower() in words_for(symbol, symbols):
            return symbol
    return None


SHARES = [
    (compiled(r"\bthree[ -]quarters\b"), "75%"),
    (compiled(r"\bhalf\b(?!\s+(?:a|an|past|hour|million|dozen|day|way|time)\b)"), "50%"),
    (compiled(r"(?<!three )(?<!three-)(?<!this )(?<!last )(?<!next )(?<!per )(?<!first )(?<!second )(?<!third )(?<!fourth )\bquarter\b"), "25%"),
    (compiled(r"\b(?:all|everything|entire|whole|every (?:last|single|bit|cent|penny|drop))\b|\bfull (?:\w+ )?(?:balance|amount|position|holdings|stash|stack)\b"), "100%"),
]
NOT_ALL = compiled(
    r"\b(?:that'?s|that is|is|was|after|first of|at|above|dear|hi|hello|you|them|it'?s|we'?re|they'?re|both|thank|thanks|not) all\b"
    r"|\ball (?:good|the best|week|day|month|year|night|set|right|done|in\b|the time|along|settled|for (?:now|today)|my (?:love|thanks))"
    r"|\bbefore (?:anything|everything|all) else\b|\bthe whole (?:time|thing|story|week|day|month|team)\b|\b(?:all|whole|entire) (?:team|week|day|month)\b"
    r"|\bfollowing all\b|(?<=\d, )all\b|(?<=\d )all\b|(?:half|quarter|%|percent|per cent|pct) of (?:all|everything|(?:the|our|my) (?:entire|whole|full))\b")


def mentions(text, symbols):
    """The amounts an instruction mentions, in order, and the numerals that are neither amounts nor references."""
    low = plain(text)
    pattern = symbol_pattern(symbols)
    glued = compiled(r"(?:%s)\b" % pattern)
    named = compiled(r"\s*(?:%s)\b" % pattern)
    found, strange = [], []
    for match in NUMERAL.finditer(low):
        start, end = match.span()
        value = match.group().replace(",", "")
        before, after = low[:start], low[end:]
        percent = PERCENT.match(after)
        if search(r"[$€£]\s?$|-$", before) or begins(r"\.\d", after):
            strange.append(match.group())
        elif percent:
            found.append(Mention(value + "%", start, end + percent.end(), True))
        elif named.match(after):
            found.append(Mention(value, start, end, False))
        elif after[:1].isalpha() and not glued.match(after):
            strange.append(match.group())
        elif after[:1] in ("/", ":", "%") and after[1:2].isdigit() or search(r"\d[/:.]$", before):
            strange.append(match.group())
        elif REFERENCE_BEFORE.search(before) or COUNTED_AFTER.match(after):
            continue
        elif len(value) <= 2 and MARKER_BEFORE.search(before) and MARKER_AFTER.match(after):
            continue
        elif len(value) <= 2 and search(r"(?:^|\n|[:;,] )$", before) and begins(r":\s", after):
            continue
        elif len(value) <= 2 and search(r"\s$", before) and begins(r"\)\s", after) and before.count("(") <= before.count(")"):
            continue
        else:
            found.append(Mention(value, start, end, False))
    masked = NOT_ALL.sub(lambda m: " " * len(m.group()), low)
    for share, value in SHARES:
        for match in share.finditer(masked):
            found.append(Mention(value, match.start(), match.end(), True))
    return sorted(found, key=lambda m: (m.start, -m.end)), strange


def amounts(text, symbols):
    """The amounts the grammar offers, without repetition, in the order of their first mention; none that is zero."""
    seen = []
    for mention in mentions(text, symbols)[0]:
        if mention.value not in seen and float(mention.value.rstrip("%")) > 0:
            seen.append(mention.value)
    return seen


def offered(text, symbols, recipients):
    """What the grammar offers: the amounts, tokens and recipients that the instruction names, each in the order of its mention.

    A swap is offered where there are an amount and two tokens, a transfer where there are an amount, a token and a recipient.
    """
    low = plain(text)

    def named(candidates, patterns):
        places = []
        for candidate in candidates:
            found = [m.start() for m in (search(pattern, low) for pattern in patterns(candidate)) if m]
            if found:
                places.append((min(found), candidate))
        return [candidate for _, candidate in sorted(places, key=lambda place: place[0])]

    return (amounts(text, symbols), named(symbols, lambda s: [symbol_mention(w) for w in words_for(s, symbols)]),
            named(recipients, lambda n: [name_pattern(n)]))


def symbol_mention(word):
    """A token's spelling as a word of its own, or right behind a number."""
    return r"(?<![a-z_-])%s(?![\w])" % re.escape(word)


def name_pattern(name):
    """A recipient's name as a word of its own, perhaps with a possessive s."""
    return r"(?<![\w])%s(?:'?s)?(?![\w])" % r"[ _-]?".join(re.escape(part) for part in pieces(r"[ _-]", name.lower()))


# ---------------------------------------------------------------- words that always hold

HARMLESS = compiled("|".join((
    r"\bas soon as (?:you can|possible)\b", r"\bif you (?:don'?t mind|please|would|could)\b", r"\bwhen you (?:can|get a chance|have a (?:sec|second|moment|minute))\b",
    r"\bwould you mind(?: \w+ing)?\b", r"\b(?:how about|proceed with|go ahead with|by|start|help with|help me with)(?: the)? \w+ing\b", r"\bdon'?t (?:ask why|worry)\b", r"\bwhy (?:don'?t|dont|not)(?: you| we)?\b(?: just)?", r"\b(?:grateful|appreciate it|great|nice|kind) if you (?:would|could)\b",
    r"\b(?:and )?(?:nothing (?:else|more)(?: for (?:now|today))?)\b", r"\bwithout (?:further )?delay\b", r"\bno (?:rush|worries|hurry|problem)\b",
    r"\bor rather\b", r"\bno\.", r"\bsir or madam\b", r"\bgood evening\b", r"\bif i asked you\b", r"\bi ask you to\b", r"\bmight i trouble you\b", r"\bwould be (?:most |very )?grateful\b", r"\bwhat a day\b", r"\bwhat else\b", r"\bat the moment\b", r"\bof what (?:is|we|i)\b",r"\bas usual\b", r"\bcan'?t wait\b", r"\bbefore (?:anything|everything) else\b", r"\bbefore you do anything else\b",
    r"\blet me know when (?:it'?s )?done\b", r"\btell me when (?:it'?s )?done\b", r"\bonce (?:more|again)\b", r"\bhow about (?:you|we)\b",
    r"\bi'?d(?: really)? (?:like|love|appreciate)\b", r"\bnext(?: up)?:", r"\bat once\b",
)))

WEEKDAY = r"\b(?:on|by|before|until|from|this|starting|each|till) (?:the )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b(?!'?s)"
PAST = r"\b(?:covered|paid|fixed|brought|did|was|were|had|came|bought|fronted|helped|cleaned|delivered|repaired|organised|asked|called)\b"
# Each pattern has the name that an objection gives.
HOLDING = [(name, compiled(pattern)) for name, pattern in (
    ("condition", r"\b(?:if|unless|when|whenever|once|until|till|provided|assuming|suppose|supposing|otherwise|whether|depending|pending|either|in case|in the event|as soon as|the (?:moment|minute|second)|as long as|subject to|on condition|only after|after (?!that\b|which\b|some\b|a long\b|this\b)\w+)\b"),
    ("condition", r"\bshould (?:the|we|i|you|it|there|\w+ (?:agree|object|drop|fall|rise))\b(?! (?:be|get|go|have|receive)\b)"),
    ("alternative", r"\bor\b"),
    ("negation", r"\b(?:do|does|did|is|are|was|were|has|have|had|wo|ca|could|would|should|must|need)n'?t\b|\bcannot\b|\bnot\b|\bnever\b|\bnobody\b|\bnothing\b|\bnone\b|\bnor\b|\bno one\b|\bno need\b|\bno longer\b|\bno payments?\b|\bno swaps?\b"),
    ("negation", r"\b(?:without|except|avoid|refrain|unsend|stop|cancel\w*|undo|reverse|revert|recall|block|decline|reject|abort|halt|keep|ignore|disregard|kidding|jk)\b|\ball but\b|\btake back\b|\bhold (?:off|on)\b|\bhands off\b|\bleave (?:it|the|that|them|our|only)\b|\bforget (?:it|that|about|what)\b|\bnever ?mind\b|\bsecond thoughts?\b|\bchanged my mind\b|\bthe opposite\b|\bcheck with me\b|\bask me\b|\bmy ok\b|\bwait for\b|\bno circumstances\b|\bno account\b|\bback from\b|\btouch\b"),
    ("withdrawal", r"\bno[.!]*\s*$|\bactually no\b|\bscratch that[.!]*\s*$"),
    ("time", r"\b(?:tomorrow|tonight|later|soon|sometime|someday|eventually|daily|weekly|monthly|yearly|hourly|annually|regularly|recurring|automat\w*|schedul\w*|this evening|q\d|remind\w*|every(?! (?:last|bit|single|cent|penny|drop))|midnight|noon|o'?clock|weekend)\b"),
    ("time", r"\bnext (?!thing\b|item\b|payment\b|one\b)\w+|\bfrom now on\b|\bsome day\b|\bone of these days\b|\b(?:at|by|on) the (?:start|end) of\b|\b(?:i|we|you|she|he|they) will (?!get\b|have\b|receive\b)\w+|\b(?:i|we)'ll\b|\b(?:i'm|im|we're|am|are) going to\b|\bplan(?:s|ning)? to\b"),
    ("time", r"\bin (?:a|an|one|two|three|four|five|six|ten|\d+|a few|a couple of) (?:second|minute|min|hour|day|week|month|year|while|bit|moment)s?\b"),
    ("time", WEEKDAY + r"|\bon the (?:first|second|third|last|\d+(?:st|nd|rd|th)?)\b|\b(?:each|a|per|once a|twice a) (?:day|week|month|year|hour)\b|\bat \d+ ?(?:am|pm|:)|\b\d+ ?(?:am|pm)\b|\bstarting\b"),
    ("order", r"\b(?:limit order|stop loss|standing order|dollar[ -]cost|slippage|or better|leverage)\b"),
    ("hypothesis", r"\b(?:maybe|perhaps|possibly|might|imagine|pretend\w*|hypothetical\w*|theory|theoretically|thinking|wonder\w*|consider\w*|suppose|example|e\.g|draft|simulat\w*|dry run|wish|dream\w*|reckon|thoughts|brainstorm\w*|not sure|unsure|good idea|what do you think|ideal world|(?<!you )could use|may need|one could|probably|let'?s say we|(?:i|we) (?:may|could)\b(?! you)|thinkin\w*|could have|should have|would have|could've|should've|would've|would be|it'd be|estimate|quote)\b"),
    ("report", r"\b(?:i|we|you|have|has|i've|we've|you've|already|was|were|been) (?:already |just |have |has )?(?:sent|paid|swapped|sold|converted|exchanged|wired|transferred|gave|given|bought|received)\b"),
    ("report", r"\b(?:nice call|good call|good job|great job|nice job|well done|nicely done|impressed|glad|congrat\w*|(?:thanks|thank you) for (?!earlier|the help|your help|everything)\w+)\b|\b(?:swapping|sending|selling|exchanging|converting|paying|transferring|giving|buying|trading|wiring)\b"),
    ("report", r"\b(?:told|heard|dreamt|reads|states|translate|spell|rephrase|summari[sz]e|repeat after|poem|email|e-mail|letter|inform|for the record|for the books?)\b"),
    ("receiving", r"\b(?:send|pay|give|wire|transfer|lend|gave|paid|owes?) (?:me|us)\b(?! (?:some|more|\w+ (?:for|against|with)\b))|\b(?:to (?:me|us|myself|ourselves))\b|\b(?:owes|owed us|ask|asks|request|requests|collect|charge|withdraw|receive|bill) (?!you\b|that\b|the committee\b)\w+ (?:to|for|from|that|\d)|\bpull\b"),
    ("limit", r"\b(?:at least|at most|up to|no more than|more than|less than|fewer than|minimum|maximum|max|min|limit|limits|roughly|approximately|approx|ish|or so|thereabouts|rounded|nearest|between)\b|\b(?:about|around|circa|almost|nearly|under|above|below) (?:\w+ )?\d|\b(?:almost|nearly) (?:all|half|every\w*|a quarter)\b|\d-ish"),
    ("arithmetic", r"\b(?:minus|times|twice|double|triple|doubled|evenly|equally|per (?:hour|day|week|month|night|person|head|piece)|split (?:\d|it|them|between|among|three|two)|divided? (?:\d|it|between|among|equally)|share (?:\d|it)|between|plus (?:a |the |some )?(?:tip|fees?|interest|vat|tax|gas|costs?)|swap it back|difference|increase by|remainder|remaining|leftover|left over|what'?s left|what (?:we|i) owe|the usual|(?<!of )whatever|the rest|enough|the equivalent|an hour)\b"),
    ("arithmetic", r"\d\s*[*/×x+]\s*\d|\d\s*-\s*\d|\d\s+minus\s|\d\s*% of \d|\bhalf of \d|\b(?:half|quarter|percent|%) of (?:it|that|that one|the (?:result|proceeds|outcome)) to\b.{0,0}(?!)"),
    ("share", r"\b(?:third|thirds|fifth|fifths|sixth|eighth|tenth|fraction|portion|part of|most of|majority|some of|(?<!every )bit of|(?<!last )bit of(?! it)|(?:a|very) little(?! (?:bonus|tip|token|thank|gift|something|present|refund|reward|more))|few|several|couple|dozen|handful|bunch|(?<!whole )(?<!entire )lots? of|plenty|chunk|as much|as many)\b(?! bonus)"),
    ("number", r"\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|million|millions|billion|trillion)\b|\d ?(?:k|m|mm|mio|mln|bn|mil)\b"),
    ("money", r"[$€£¥]|\b(?:dollars?|euros?|bucks|pounds|usd|eur|gbp|cents?)\b(?<!every cent)"),
    ("target", r"\b(?:end(?:s|ed)? up|so that (?:we|i)|make it so|bring .{0,30} (?:up|down) to|top .{0,20} up to|equivalent|pay(?:ing)? with|exactly \d+(?:\.\d+)? \w+ (?:for|out of|with|using))\b"),
    ("receiving", r"(?:^|[.;,!\n]\s*|\bplease )(?:ask|tell|inform|request|receive|collect|withdraw|charge|invoice|book it|file|note that)\b|\b(?:came in|arrived|is a lot|present for|allowance)\b"),
    ("operation", r"\b(?:stake|staking|unstake|lend|lending|borrow|borrowing|bridge|bridging|wrap|unwrap|mint|airdrop|nfts?|liquidity|farm|loan|bank|coinbase|binance|uniswap|approve|allowance|signer|whitelist|leverage|bet|deploy|daily limit|policy|invoice (?:alice|bob))\b(?<!policy of)"),
    ("injection", r"\b(?:override|bypass|disable|maintenance mode|admin\w*|developer mode|jailbreak|system|prompt|seed phrase|private key|hacked|tool|checks|description says|is now called|command you|developer of|recipients|turn off|as an ai|previous (?:rules|instructions)|verification|security)\b|(?:assistant|user): |#{2,}|[{}<\[\]]|(?<!-)(?<!=)>(?!\s*\w+)|\"|`"),
    ("address", r"\b0x[0-9a-f]*\b|\.eth\b|@|\bwallet '|\bnew (?:address|wallet|account)\b"),
    ("question", r"(?:^|[.!?\n]\s*)(?:(?:so|and|but|hey|ok|hi|well|btw|um|hmm)[ ,]+)*(?:what|why|how|who|whom|whose|where|which|should|shall|does|did|is|are|am|was|were|has|do (?:you|i|we|they)|have (?:you|we|i)|can (?:i|n)|may (?:n|he|she))\b(?! (?:i|we) (?:want|need)\b)"),
    ("question", r"\bhow (?:much|many|long|do|does|would|is)\b|\bwhat (?:if|is|are|was|would|happens|do|does|about)\b|\bwhat's (?!needed\b)|\bhow to\b|\bprice check\b|\bwould it (?:be|make)\b|\bis (?:that|it|this) (?:ok|okay|fair|smart|enough|fine)\b|\bafford\b|\bgood idea\b|\bwhich token\b|\btoo much for\b|\bis (?:not )?(?:a lot|too much|enough)\b"),
)]

RELATION = r"(?:brother|sister|wife|husband|friend|mother|father|mom|mum|dad|son|daughter|boss|partner|cousin|neighbou?r|kid|assistant|colleague|(?:new|old|other|second) (?:address|wallet|account))"
CORRECTION = compiled(
    r"^\W*(?:\w{1,6}\W+)?(?:no\b|wait\b|sorry\b|i mean\b|actually\b|make (?:that|it)\s*$|oops\b|correction\b|scratch that\b|or rather\b|er\b|hmm no\b|i meant\b)")
NOT_BUT = compiled(r"\bnot $")
REPEATED = compiled(r"\b(?:each|apiece|a piece|both|same|too|as well|likewise|ditto|as much|also)\b")
EACH = compiled(r"\b(?:each|apiece|a piece|both of them|respectively)\b")


def corrected(low, found):
    """The mentions that a correction takes back: those followed by words like 'no wait' and then another amount."""
    gone = set()
    for first, second in zip(found, found[1:]):
        between = low[first.end:second.start]
        if len(between) <= 40 and CORRECTION.match(between) and first.share == second.share:
            gone.add(first)
    return gone


def objection(text, symbols, recipients, calls):
    """Why these calls must not be carried out, or None."""
    low = plain(text)
    for check in (holding_word, token_words, name_words, amount_words, neighbours, strangers, purchases, order_of_names,
                  directions, sums):
        reason = check(low, symbols, recipients, calls)
        if reason:
            return reason
    return None


def holding_word(low, symbols, recipients, calls):
    if len(low) > LONGEST:
        return "too long"
    found, _ = mentions(low, symbols)
    masked = low
    for name in recipients:  # somebody may be called Max or Will
        masked = sub(name_pattern(name), " ", masked)
    masked = HARMLESS.sub(" ", masked)
    for sentence in pieces(r"[.!?;\n](?!\d)", low):  # what was on Tuesday is no time to come
        if search(WEEKDAY, sentence) and search(PAST, sentence) and not mentions(sentence, symbols)[0]:
            masked = masked.replace(sentence.strip(), sub(WEEKDAY, " ", sentence.strip()))
    if corrected(low, found):  # words of correction are not words of refusal
        masked = sub(r"\b(?:no|wait|actually|scratch that|not)\b", " ", masked)
    for name, pattern in HOLDING:
        if pattern.search(masked):
            return name + ": " + pattern.search(masked).group().strip()
    return None


def token_words(low, symbols, recipients, calls):
    used = set()
    for call in calls:
        if "swap" in call:
            used |= {call["swap"]["from"], call["swap"]["to"]}
            if call["swap"]["from"] == call["swap"]["to"]:
                return "swap of a token for itself"
        else:
            used.add(call["transfer"]["token"])
    for symbol in symbols:
        named = any(search(symbol_mention(word), low) for word in words_for(symbol, symbols))
        if named != (symbol in used):
            return "token %s is %s" % (symbol, "named and not used" if named else "used and not named")
    known = {word for symbol in symbols for word in words_for(symbol, symbols)}
    for word in findall(r"[a-z]+", low):
        if word in SYMBOL_LIKE and word not in known:
            return "token outside the policy: " + word
    return None


def name_words(low, symbols, recipients, calls):
    used = {call["transfer"]["to"] for call in calls if "transfer" in call}
    for name in recipients:
        named = search(name_pattern(name), low)
        if bool(named) != (name in used):
            return "recipient %s is %s" % (name, "named and not used" if named else "used and not named")
        if search(name_pattern(name) + r" " + RELATION + r"\b", low):
            return "somebody of " + name
        if search(r"(?<!invoice )(?<!bill )(?<!receipt )(?<!claim )(?<!ticket )\bfrom (?:(?:the|our|my) )?" + name_pattern(name), low):
            return "something from " + name
        if search(r"\b(?:ask|tell|inform|remind|charge|bill|invoice|collect|let|block|decline) (?:(?:the|our|my) )?" + name_pattern(name) + r"(?! (?:have|get|receive)\b)(?!'s)", low):
            return "something else with " + name
        if search(name_pattern(name) + r" (?:already )?(?:sent|holds?|owns?|has (?!to\b|been\b|a\b|asked\b|done\b)|received|got \d|wants to|plans|says we|could|may|might|would|was|were|will (?!get\b|receive\b|have\b)|swapped|sold|bought \w+ with|owes|dreams)", low):
            return "a tale of " + name
    return None


def amount_words(low, symbols, recipients, calls):
    found, strange = mentions(low, symbols)
    if strange:
        return "a number that is no amount: " + strange[0]
    gone = corrected(low, found)
    wanted = [m for m in found if m not in gone]
    taken = [m for m in found if m in gone]
    used = [list(call.values())[0]["amount"] for call in calls]
    repeats = bool(REPEATED.search(low))
    for value in distinct(taken):
        if value in used and value not in distinct(wanted):
            return "an amount that was taken back: " + value
    for value in distinct(wanted):
        said, done = sum(m.value == value for m in wanted), used.count(value)
        share = value.endswith("%")
        if done == 0:
            return "amount not used: " + value
        if done > said and not repeats:
            return "amount used more often than said: " + value
        if done < said and not share:
            return "amount used less often than said: " + value
    for value in used:
        if value not in distinct(wanted):
            return "amount not said: " + value
    known = {word for symbol in symbols for word in words_for(symbol, symbols)} | {p for n in recipients for p in pieces(r"[ _-]", n.lower())}
    for mention in found:
        behind = begins(r"\s+(?:of )?(?:(?:the|our|my) )?([a-z]+)", low[mention.end:])
        if mention in gone:
            continue
        if behind and not mention.value == "100%" and behind.group(1) not in known and behind.group(1) not in PLAIN_WORDS:
            return "an amount of something unknown: " + behind.group(1)
    if EACH.search(low) and len(calls) < 2:
        return "each of one"
    return None


# Words that may stand where a name could.
PLAIN_WORDS = set("""
a all also an and another as at away back be both but by cash come each else everything exactly extra first for from further get
gets give go going half her him his in into it its just kindly last least make more my n next now off on once one only our out over
own pay plain please pls plz plus precisely quarter quickly right same send settle so some spend straight take that the their them
then these this those three to too total two up us we whole with you your he she they who be being become make buy sell swap convert
change exchange trade turn flip move put use wire transfer tip another about around say says total sum amount thanks thank thx ok okay
percent per of i me he's she's will would could can should shall stick pop chuck drop sink shift rotate roll dump offload unload
pull load invest hedge reduce lower cut trim ditch shed rebalance redirect deposit place forward shoot ping beam push pass remit release
spot bring take ship route settle clear chip donate grant award gift deliver issue liquidate purchase acquire grab deploy park throw swapped converted exchanged sold bonus refund salary rent tip payment invoice bill worth later second
third finally lastly afterwards additionally respectively which it's that's makes make do does did cover directly immediately promptly
asap today cheers and/or next dear hey hi hello well um uh er oh team everybody treasury account safe worth units tokens coins whatever what idle total entire over across should must has have
needs need goes is are was shall ought wants want n nd an against towards because since with using buys plus full like quick now bonus tip wants no sorry wait haha lol xx
""".split())
NUMBER = r"(?:\d|half|quarter|all\b)"


def strangers(low, symbols, recipients, calls):
    """Nobody stands where a recipient stands who is not one."""
    if not any("transfer" in call for call in calls):
        return None
    known = {part for name in recipients for part in pieces(r"[ _-]", name.lower())}
    known |= {word for symbol in symbols for word in words_for(symbol, symbols)}
    article = r"(?:(?:the|our|my|to|for) )*"
    spots = (
        r"\b(?:pay|send|give|wire|tip|reimburse|refund|repay|hand|slip|owe|lend|transfer|and|plus|then)\s+%s([a-z]+)(?:'s)?\s+(?:(?:his|her|their|the|a|another|exactly|just) )*%s" % (article, NUMBER),
        r"[,;:&\n]\s*(?:- |\* )?%s([a-z]+)\s*:?\s*\d[\d,.]*\s*(?:%s)\b" % (article, symbol_pattern(symbols)),
        r"\d\s*(?:%s)\s*(?:to|->|=>)\s+(?:(?:the|our|my) )*([a-z]+)" % symbol_pattern(symbols),
        r"\b([a-z]+)\s+(?:gets?|needs|receives|should get|is owed|is due|has to get)\s+(?:(?:his|her|their|the|a|another|exactly|just) )*%s" % NUMBER,
        r"\b(?:same|ditto|likewise|too|and|as well)\s+(?:for|to)\s+(?:(?:the|our|my) )*([a-z]+)",
    )
    if recipients:
        spots += (r"(?:%s)\s*(?:,|and|&|plus)\s+(?:(?:the|our|my) )*([a-z]+)\s*(?:$|[.;!?]|each\b|apiece\b|both\b|my\b|our\b|th[eo]se\b|the\b|\d)" % "|".join(name_pattern(n) for n in recipients),)
    for spot in spots:
        for match in finditer(spot, low):
            word = match.group(1)
            if word not in known and word.rstrip("s") not in known and word not in PLAIN_WORDS:
                return "somebody unknown: " + word
    return None


DETERMINERS = r"(?:(?:me|us|exactly|another|a|an|the|these|those|my|our|total|amount|sum|of|just|some|precisely|up) )*"


def purchases(low, symbols, recipients, calls):
    """'buy 2 weth' asks for an exact result, which no call here gives; '2 weth worth of' does not."""
    pattern = symbol_pattern(symbols)
    for mention in mentions(low, symbols)[0]:
        swaps = [c["swap"] for c in calls if "swap" in c and c["swap"]["amount"] == mention.value]
        named = begins(r"\s*,?\s*(?:(?:in|of|worth of|units of|my|our|the) |\()*(%s)\b(?! worth)" % pattern, low[mention.end:])
        if mention.share or not swaps or not named:
            continue
        if canonical(named.group(1), symbols) not in {swap["from"] for swap in swaps}:
            continue
        before, after = low[:mention.start], low[mention.end + named.end():]
        if search(r"\b(?:buy|buying|purchase|acquire|get|grab|obtain|order|fetch|pick up|snag)\s+" + DETERMINERS + r"$", before):
            if not begins(r"\s+(?:(?:swapped|converted|exchanged|changed|turned|moved|traded|sold|flipped|over)\b|(?:in|into|to)\s)", after):
                return "an exact purchase"
        if search(r"\b(?:need|needs|want|wants|like)\s+" + DETERMINERS + r"$", before):
            if not begins(r"\s+(?:(?:to be )?(?:swapped|converted|exchanged|changed|turned|moved|traded|sold|flipped|put|over)\b|(?:in|into|to)\s)", after):
                return "an exact purchase"
        if search(r"\b(?:swap|convert|exchange|trade|sell|change|turn|flip|move|use|spend)\w*\s+(?:[a-z]+\s+){0,4}?(?:%s)\s+(?:to|into|for|to get|to buy|to have)\s+" % pattern + DETERMINERS + r"$", before):
            return "an exact purchase"
        if search(r"\bpay(?:ing)? with\b|\bto get (?:it|them|that)\b|\b(?:sell|use) (?:(?:the|our|my|some) )?(?:%s)(?: for it)?[.!]*$" % pattern, after):
            return "an exact purchase"
    return None


def distinct(found):
    return list(dict.fromkeys(mention.value for mention in found))


def neighbours(low, symbols, recipients, calls):
    """An amount with its token behind it is spent in that token."""
    pattern = symbol_pattern(symbols)
    behind = compiled(r"\s*\(?(?:of |worth of |units of |out of |from )?(?:(?:all )?(?:of )?(?:my |our |the |whatever |what )*)?(%s)\b" % pattern)
    found, _ = mentions(low, symbols)
    gone = corrected(low, found)
    said = {}
    for mention in found:
        if mention in gone:
            continue
        match = behind.match(low[mention.end:])
        said.setdefault(mention.value, []).append(canonical(match.group(1), symbols) if match else None)
    for value, tokens in said.items():
        if None in tokens:
            continue
        spent = [c["swap"]["from"] if "swap" in c else c["transfer"]["token"] for c in calls if list(c.values())[0]["amount"] == value]
        if set(spent) != set(tokens):
            return "amount %s is of %s and not of %s" % (value, ", ".join(tokens), ", ".join(spent))
    return None


def order_of_names(low, symbols, recipients, calls):
    """Two transfers of different amounts name amounts and recipients in the same order, or alternate strictly."""
    found, _ = mentions(low, symbols)
    gone = corrected(low, found)
    transfers = [call["transfer"] for call in calls if "transfer" in call]
    for one in transfers:
        for other in transfers:
            if one["amount"] == other["amount"] or one["to"] == other["to"]:
                continue
            sums = {a < b for a in places(found, gone, one) for b in places(found, gone, other)}
            who = {a.start() < b.start() for a in finditer(name_pattern(one["to"]), low) for b in finditer(name_pattern(other["to"]), low)}
            if not sums & who:
                return "amounts and names are in another order: %s, %s" % (one["to"], other["to"])
    return None


def places(found, gone, transfer):
    return [m.start for m in found if m not in gone and m.value == transfer["amount"]]


def directions(low, symbols, recipients, calls):
    """'250 usdc to weth' is a swap into weth, '250 usdc to alice' a transfer to alice."""
    pattern = symbol_pattern(symbols)
    names = "|".join(name_pattern(n) for n in recipients) or r"(?!)"
    arrow = r"(?:to|into|->|=>|-->|over to|over into|against)"
    found, _ = mentions(low, symbols)
    gone = corrected(low, found)
    for mention in found:
        if mention in gone:
            continue
        after = low[mention.end:]
        of = r"^\s*(?:of |in |worth of )?(?:(?:my|our|the|whole|entire|all|of) )*(?:(?:%s)\s+)?%s\s+(?:the |some |more |my |our )*" % (pattern, arrow)
        into = begins(of + r"(%s)\b(?! worth)" % pattern, after)
        whom = begins(of + r"(%s)" % names, after)
        those = [c for c in calls if list(c.values())[0]["amount"] == mention.value]
        if into and not any("swap" in c and c["swap"]["to"] == canonical(into.group(1), symbols) for c in those):
            return "said to become " + into.group(1)
        if whom and "respectively" not in low and not any("transfer" in c and fullmatch(name_pattern(c["transfer"]["to"]), whom.group(1)) for c in those):
            return "said to go to " + whom.group(1)
    return None


def sums(low, symbols, recipients, calls):
    """Shares of one token do not add up to more than all of it, and no call is said twice."""
    total = {}
    for call in calls:
        body = list(call.values())[0]
        if body["amount"].endswith("%"):
            token = body.get("from", body.get("token"))
            total[token] = total.get(token, 0) + float(body["amount"][:-1])
    if any(value > 100 for value in total.values()):
        return "more than all of it"
    if len({str(call) for call in calls}) < len(calls):
        return "the same call twice"
    return None
