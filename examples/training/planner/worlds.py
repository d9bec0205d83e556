"""Who and what the training text speaks of: tokens, recipients, and the amounts people write."""

FEMALE = """alice carol anna maria julia sophie emma laura nina lena eva clara ida ella mia zoe lily rose ruby olivia ava isabella
charlotte amelia harper evelyn abigail emily sofia camila aria scarlett victoria madison luna chloe penelope layla riley nora zoey mila
hannah lucy sarah rebecca rachel leah naomi esther miriam judith susan linda karen nancy betty helen sandra donna ruth sharon michelle
kate katie fatima aisha yasmin leila priya ananya mei yuki sakura hana olga irina svetlana natasha katya ingrid astrid freya greta heidi
erin megan caitlin fiona bridget claire louise camille celine elodie manon paula lucia carmen elena pilar rosa ines bianca chiara giulia
francesca martina agnes edith mallory eve trudy peggy sybil wendy grace joan""".split()

MALE = """bob dave john paul mark peter tom tim jim joe sam ben dan max leo oscar felix hugo theo adam noah liam oliver elijah james
william henry lucas michael ethan daniel jacob logan jackson levi sebastian mateo jack owen samuel matthew joseph david wyatt carter
luke anthony dylan isaac gabriel julian aaron thomas charles caleb josh andrew lincoln ryan nathan robert kevin brian george edward
steve scott greg patrick walter carl erik lars sven olaf bjorn jan piet klaus hans juergen stefan andreas uwe pierre jean michel luc
antoine marco luca matteo giovanni paolo carlos juan pedro diego pablo jose miguel ahmed ali omar hassan yusuf ibrahim raj arjun vikram
wei chen hiro kenji takeshi ivan dmitri sergei boris igor nikolai trent oscar victor frank craig chuck ted rupert niaj olivier mehmet
emre cem kwame kofi chidi tunde jabari thabo""".split()

ROLES = """landlord cleaner accountant plumber gardener lawyer auditor designer developer contractor supplier vendor electrician
photographer caterer translator consultant nanny tutor coach mechanic painter carpenter driver courier baker florist dentist doctor
agency studio printer vault savings reserve charity foundation club office payroll marketing operations grants community treasury2
intern secretary editor janitor roofer builder tailor barber butcher broker freelancer musician dj band school kindergarten gym insurer
landlady janitor boss partner ops dev-team design-team cold-wallet ops-wallet""".split()

OFTEN = ["alice", "bob", "carol", "dave", "landlord"]
COMMON = ["WETH", "USDC", "DAI"]
RARE = """WBTC LINK UNI USDT AAVE MKR ARB OP MATIC LDO CRV STETH WSTETH RETH FRAX COMP SNX GRT PEPE SHIB ENS EURC GHO LUSD
USDS CBETH BAL SUSHI YFI RPL ETH""".split()
OUTSIDE = """BTC DOGE SOL AVAX BNB XRP ADA DOT TRX LTC NEAR ATOM FTM APE GMX FLOKI BONK TON SUI APT BUSD TUSD POL XMR BITCOIN
TETHER CASH GOLD STOCKS""".split()


def person(rng):
    """A name in lower case with its grammar: 'f', 'm' or 'r' for a role."""
    kind = rng.random()
    if kind < 0.42:
        return rng.choice(FEMALE), "f"
    if kind < 0.80:
        return rng.choice(MALE), "m"
    return rng.choice(ROLES), "r"


def kind_of(name):
    low = name.lower()
    return "r" if low in ROLES else "f" if low in FEMALE else "m"


def world(rng):
    """The tokens and recipients of one policy, in its order."""
    kind = rng.random()
    if kind < 0.50:
        symbols = list(COMMON)
    elif kind < 0.68:
        symbols = rng.sample(COMMON, 2)
    elif kind < 0.88:
        symbols = list(COMMON) + rng.sample(RARE, rng.choice((1, 1, 2, 3)))
    else:
        symbols = rng.sample(COMMON + RARE, rng.randint(2, 6))
    if rng.random() < 0.5:
        rng.shuffle(symbols)
    kind = rng.random()
    if kind < 0.35:
        names = list(OFTEN)
    elif kind < 0.48:
        names = rng.sample(OFTEN, rng.randint(1, 4)) + [person(rng)[0] for _ in range(rng.randint(0, 3))]
    elif kind < 0.97:
        names = [person(rng)[0] for _ in range(rng.choice((1, 2, 2, 3, 3, 4, 4, 5, 6, 7)))]
    else:
        names = []
    if rng.random() < 0.4:
        rng.shuffle(names)
    names = list(dict.fromkeys(names))
    if rng.random() < 0.05:
        names = [n.capitalize() for n in names]
    return symbols, names


def stranger(rng, names):
    low = {n.lower() for n in names}
    while True:
        name = rng.choice(("erin", "kevin", "mallory", "eve", "frank", "trent", person(rng)[0])) if rng.random() < 0.3 else person(rng)[0]
        if rng.random() < 0.1:  # no name of any list
            name = "".join(rng.choice(("ka", "lo", "mi", "ra", "ne", "to", "vi", "su", "dro", "bel", "zan", "qui", "fer")) for _ in range(rng.randint(2, 3)))
        if name.lower() not in low and not any(name in n or n in name for n in low):
            return name


def foreign(rng, symbols):
    """A token that the policy does not have."""
    while True:
        symbol = rng.choice(RARE + OUTSIDE + COMMON)
        if rng.random() < 0.05:
            symbol = "".join(rng.choice("abcdefghijklmnoprstuvxyz") for _ in range(rng.randint(3, 4))).upper()
        if symbol not in symbols and not (symbol == "ETH" and "WETH" in symbols):
            return symbol


def decimal(rng, symbol):
    """An amount as it is called, and as it is written."""
    kind = rng.random()
    small = symbol in ("WETH", "WBTC", "STETH", "RETH", "MKR", "YFI", "WSTETH", "CBETH", "ETH")
    if small if rng.random() < 0.85 else rng.random() < 0.2:
        value = rng.choice((
            "%.1f" % rng.uniform(0.1, 5), "0.%d" % rng.randint(1, 9), "%.2f" % rng.uniform(0.01, 3), "0.0%d" % rng.randint(1, 9),
            "%.3f" % rng.uniform(0.001, 2), "%d" % rng.randint(1, 12), "%d.5" % rng.randint(0, 9), "%d.25" % rng.randint(0, 4)))
    elif kind < 0.30:
        value = str(rng.choice((5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 80, 90, 100, 120, 150, 200, 250, 300, 400, 500, 600, 750, 800, 1000, 1200, 1500, 2000, 2500, 5000, 10000)))
    elif kind < 0.62:
        value = str(rng.randint(1, 999))
    elif kind < 0.78:
        value = str(rng.randint(1000, 9999))
    elif kind < 0.90:
        value = "%.2f" % rng.uniform(1, 999)
    elif kind < 0.95:
        value = "%.2f" % rng.uniform(1000, 9999)
    elif kind < 0.98:
        value = "%d.5" % rng.randint(1, 500)
    else:
        value = str(rng.randint(10000, 2000000))
    if float(value) == 0:
        value = "7"
    whole, _, cents = value.partition(".")
    written = "{:,}".format(int(whole)) if len(whole) > 3 and rng.random() < 0.55 else whole
    return value, written + ("." + cents if cents else "")


def share(rng):
    """A share as it is called, and as it is written without its token."""
    kind = rng.random()
    if kind < 0.28:
        return "50%", rng.choice(("half", "half", "half", "50%", "50 %", "50 percent"))
    if kind < 0.44:
        return "25%", rng.choice(("a quarter", "a quarter", "one quarter", "25%", "25 percent", "25 %"))
    if kind < 0.66:
        return "100%", rng.choice(("all", "all", "everything", "100%", "all"))
    if kind < 0.70:
        return "75%", rng.choice(("three quarters", "75%", "75 percent"))
    number = rng.choice((str(rng.randint(1, 99)), str(5 * rng.randint(1, 19)), str(10 * rng.randint(1, 9)), "%.1f" % rng.uniform(1, 99)))
    return number + "%", number + rng.choice(("%", "%", "%", "%", " %", " percent", " percent", " per cent", "pct"))
