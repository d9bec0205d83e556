"""The hand-written half of the training text: sentence frames and fragments, one to a line.

Notation: (a|b) one of these, (a|b)? one of these or nothing, \\( a real parenthesis, {slot} filled by generate.py:
{x} an amount with its token ("250 usdc", "half of our dai"), {a} the bare amount, {s} its token, {t} the other token,
{n} the recipient, {n's} the recipient's, {o} him/her/them, {u} he/she/they, {v} his/her/their, {why} a reason to pay.
Everything is lower case because the chat template lower-cases what the user typed.
"""

import re


def lines(text):
    """The frames of a block: its non-empty lines, stripped."""
    return [line.strip() for line in text.strip("\n").split("\n") if line.strip()]


# ---------------------------------------------------------------- amounts with their token

DECIMAL = lines(r"""
{a} {s}
{a} of (my|our|the) {s}
{a} of {s}
{a}{s}
{a} (in|worth of) {s}
{a} {s} (tokens|coins)
(exactly|just|a total of|the sum of|the amount of|an amount of|precisely) {a} {s}
(my|our|the|these|those) {a} {s}
{a} {s} (from the treasury|of ours|of mine|from our account|from the pot|out of the pot|from the safe)
{s} {a}
{a}, in {s}
{a} \({s}\)
{a} units of {s}
""")

SHARE = lines(r"""
{a} (of (my|our|the|all my|all our|all the)|of) {s}
{a} (of (my|our|the)|of) {s}
{a} (of (my|our|the)|of) {s}
{a} of (my|our|the) {s} (balance|position|holdings|stash|stack|reserves|bag|pile|funds|holding|we hold|we have|i have|in the treasury|in the safe|that we hold|that is left|we own)
{a} of (the|our) (whole|total|entire|full)? {s}
{a} of what(ever)? (we have|we hold|i have|we own|sits|is) in {s}
(my|our|the) {s}, {a} of it
{a} {s}
""")

HALF = lines(r"""
half (my|our|the) {s}
half (my|our|the) {s}
half of (my|our|the) {s}
half of {s}
half {s}
half (my|our|the) {s} (balance|position|holdings|stash|stack|reserves|bag|pile|funds)
half of (the|our) {s} (balance|position|holdings|we hold|we have|in the treasury|in there|in the safe)
one half of (our|the|my) {s}
half of (what|whatever|all) (we have|we've got|we hold|i have|we own|there is) in {s}
(my|our|the) {s}, half of it
half (of)? the {s} (we own|we've got|that we have|sitting there|lying around)
""")

QUARTER = lines(r"""
a quarter of (my|our|the) {s}
a quarter of (my|our|the) {s}
a quarter of {s}
one quarter of (my|our|the) {s}
quarter of (my|our|the) {s}
a quarter (my|our|the) {s}
a quarter of (the|our) {s} (balance|position|holdings|we hold|we have|in the treasury|stash|stack|bag)
a quarter of what(ever)? (we have|we hold|i have|we own) in {s}
(my|our|the) {s}, a quarter of it
""")

WHOLE = lines(r"""
all (my|our|the) {s}
all (my|our|the) {s}
all of (my|our|the) {s}
all {s}
all the {s} (we have|i have|we hold|we've got|there is|in the treasury|in the safe|that we own)
(my|our|the) (entire|whole|full) {s} (balance|position|holdings|stash|stack|bag|pile|reserve|holding|pot|lot)
the (whole|entire) lot of {s}
the (whole|entire) {s} lot
(my|our|the) (entire|whole) {s}
everything (we have|i have|we've got|we hold|we own|there is|that we have|that's) in {s}
every (bit|last bit|last drop|cent|penny|single) of (my|our|the)? {s}
(my|our|the) {s}, all of it
(my|our|the) {s} \(all of it\)
all of the {s} (balance|position|holdings|we hold)
(my|our|the) {s}, the (whole|entire) lot
(my|our|the) {s}, everything
""")

# ---------------------------------------------------------------- swaps, one sentence

SWAP = lines(r"""
swap {x} (to|for|into) {t}
swap {x} (to|for|into) {t}
swap {x} (to|for|into) {t}
swap {x} (to|for|into) {t}
swap {x} (to|for|into) (some|more)? {t}
swap me {x} (to|for|into) {t}
(swp|swaap|sawp|swop|swapp) {x} (to|too|for|into) {t}
(convert|exchange|trade|change) {x} (to|into|for) {t}
(convert|exchange|trade|change) {x} (to|into|for) {t}
(convert|exchange|trade|change|flip|turn|switch) {x} (to|into|over to|over into|for) {t}
(turn|flip|roll|rotate|shift|move|put|throw|pour|push|slide|cycle|reallocate|rebalance|migrate|reshuffle) {x} into {t}
(move|shift|rotate|roll|switch|bring|take|redirect|reallocate) {x} (over|across)? (to|into) {t}
put {x} (in|into|on|to) {t}
(put|stick|chuck|throw|drop|plonk|park|stash) {x} (in|into) {t}
(stick|chuck|pop|whack|sink|dump) {x} into (some)? {t}
sell {x} (for|to|into|against) {t}
sell {x} (for|to|into|against) {t}
sell off {x} (for|to|into|against) {t}
sell {x} and (get|take|buy|grab|give me|give us) {t} (for it|instead|with it|back|in return)?
sell {x}, (buy|get|take|want) {t}
sell {x}, {t} (in return|instead|please|back)
(unload|offload|dump|ditch|liquidate|cash out|cash in|get rid of|shed|dispose of|lose|part with) {x} (for|into|to|in exchange for) {t}
(unload|offload|dump|ditch|liquidate|get rid of|shed|dispose of|drop) {x}, (i want|we want|i'd rather have|give me|we need|gimme|i'd like|make it) {t} (instead|please)?
(buy|get|grab|purchase|acquire|pick up|order|fetch|snag|scoop up|bag) (some|more|me some|us some|me|us)? {t} (with|using|for|out of|from) {x}
(buy|get|grab|purchase|acquire|pick up) (some|more)? {t} (with|using|for|out of) {x}
buy {t} (with|using|for) {x}
buy {t} (with|using|for) {x}
buy {t} for {x}
(buy|get|grab|purchase|acquire|pick up) {x} worth of {t}
(buy|get|grab|get me|get us|buy me|buy us) {x} worth of {t}
(buy|get|grab|purchase) {t} worth {x}
(buy|get|grab|purchase) {t} to the (value|amount|tune) of {x}
(spend|use|blow|lay out|invest|deploy|burn) {x} on (some)? {t}
(invest|put|reinvest) {x} (in|into) {t}
use {x} to (buy|get|purchase|acquire|pick up|grab) (some|more|us some|me some)? {t}
(take|grab|pull) {x} and (swap|convert|change|turn|flip|exchange|trade) (it|them|that)? (to|into|for) {t}
(take|grab|pull) {x} and (make|buy) (it|some)? {t}
take {x}, (make|turn|swap|change) it (to|into)? {t}
(take|pull) {x} out and (put|move) (it|that) (in|into) {t}
(make|turn) {x} (into)? {t}
{x} (to|into) {t}
{x} (to|into) {t}
{x} (to|into|in|for) {t} (please|pls|now|thanks|thx|quick|asap)
{x} -> {t}
{x} => {t}
{x} --> {t}
{x} > {t}
{x} → {t}
{x} for {t}
{x} against {t}
{x} (should|must|has to|needs to|ought to|is to|shall) (become|be|go into|go to|be turned into|be swapped for|be swapped to|be converted to|be converted into|be exchanged for|be changed to|be sold for|be traded for|be moved into) {t}
{x} (goes|go|moves|turns|gets converted|gets swapped) (into|to) {t}
let {x} (become|turn into|be) {t}
let's (swap|convert|flip|turn|move|put|rotate|trade) {x} (to|into|for) {t}
let's get (some)? {t} (with|for|using) {x}
let's have {x} in {t} (instead)?
let's (dump|sell|offload) {x} for {t}
(i'd|id|i would|we'd|we would) like (you)? to (swap|convert|exchange|trade|change|sell) {x} (to|into|for) {t}
(i'd|id|i would|we'd) like {x} (swapped|converted|exchanged|changed|turned|moved|traded) (to|into|for) {t}
(i'd|id|i would|we'd) like (you)? to (buy|get|purchase) {t} (with|for|using) {x}
(i'd|id|i would|we'd) like (you)? to (buy|get|purchase) {x} worth of {t}
(i|we) (want|wanna|need|would love|have) to (swap|convert|exchange|trade|change|sell|flip|turn) {x} (to|into|for) {t}
(i|we) (want|wanna|need|have) to (buy|get|purchase) {t} (with|for|using) {x}
(i|we) (want|need) {x} (swapped|converted|exchanged|changed|turned|moved|sold|traded|flipped) (to|into|for) {t}
(i|we) (want|need) {x} in {t} (instead|now)?
(have|get) {x} (swapped|converted|exchanged|changed|turned|moved|traded|flipped) (to|into|for) {t}
(please)? (do|make|perform|execute|run|carry out|place|arrange) (a|the) (swap|conversion|exchange|trade) of {x} (to|into|for) {t}
(please)? to make (a|the)? (exchange|change|swap|conversion) (of|from) {x} (to|into|in|for) {t}
(swap|exchange|conversion|trade) of {x} (to|into|for) {t}
(swap|exchange|trade|convert|sell|order|trade order): {x} (to|for|into|->) {t}
(swap|exchange|trade|convert|sell), {x}, (to|for|into)? {t}
{s} to {t}, {a}
{s} to {t}: {a}
{s} -> {t} {a}
{s}/{t}, sell {a}
from {s} to {t}: {a}
from {s} into {t}, {a}
(swap|convert|exchange|trade|move|shift) {s} (to|for|into) {t}, {a} (of it|of them|in total|worth)?
(swap|convert|exchange|trade|move|shift|change) {a} from {s} (to|into) {t}
(move|shift|pull|take|rotate) {a} out of {s} (and)? (into|and into) {t}
(swap|convert|change|trade) (some)? {s} (to|into|for) {t}, (namely|specifically|let's say|to be exact|make it) {a}
out of {s}, into {t}: {a}
{t} (for|from|out of|with) {x} (please|pls|thanks|thx)?
(gimme|give me|give us|i'll take|we'll take|get us) {t} (for|in exchange for|in return for) {x}
(reduce|cut|trim|lower) (our|the|my) {s} by {a} (and buy|in favour of|into|and go into) {t}
(reduce|cut|trim) {s} by {a}, (proceeds in|proceeds to|buying|take) {t}
exchange {x} on {t}
change {x} (in|on|against) {t}
change for me {x} (in|to|into) {t}
make (for me)? (from|of|out of) {x} {t}
{x} (be|is to be|are to be|shall be|shall hereby be|should be|must be|has to be|will be) (exchanged|converted|swapped|sold|changed|traded) (for|to|into|against) {t}
(it is requested|we request|i request|the committee asks|the board has decided|it was resolved|kindly ensure|please ensure|please see to it|make sure|see to it|be advised) that {x} (be|is|are|gets) (exchanged|converted|swapped|sold|changed|traded) (for|to|into) {t}
the (sale|conversion|exchange|swap|disposal) of {x} (for|into|to|against) {t}
the (sale|conversion|exchange|swap) of {x} (for|into|to|against) {t} (is approved|has been approved|may proceed|is to be carried out|should be executed|shall be executed)
(increase|grow|raise|build up|top up|boost|add to|bump up) (our|the|my) {t} (position|holding|bag|stack|exposure|balance)? (with|using|by spending|by using|for) {x}
(load up on|stock up on|stack|go long|buy into|get into|ape into|go into|hop into) {t} (with|using) {x}
(diversify|hedge|de-risk|derisk), {x} (to|into) {t}
(diversify|hedge) {x} into {t}
{x} (wants|want) to be {t}
{x} (have|has|need|needs) to go, (buy|take|get|into) {t} (instead|with it)?
{x} (out), {t} in
(swap out|trade in|trade away|exchange away|switch out|hand over) {x} (for|to) {t}
(swap over|flip over|change over|convert over) {x} (to|into) {t}
(kindly|please) (proceed to|proceed with the|proceed and) (converting|conversion of|convert|swap|exchange of) {x} (into|to|for) {t}
{x}, (swap|convert|change|flip|trade|turn) (it|that|this|those|them) (to|into|for) {t}
(there's|there is|we have|we've got|i've got|i have) {x} (doing nothing|sitting idle|lying around|to spare|too much), (swap|convert|change|flip|put) (it|that) (to|into) {t}
""")

# What most people write most of the time.
PLAIN_SWAP = lines(r"""
swap {x} (to|for|into) {t}
(convert|exchange|trade|change|sell|turn|flip) {x} (to|for|into) {t}
(convert|change) {x} to {t}
sell {x} for {t}
buy {t} with {x}
buy {x} worth of {t}
spend {x} on {t}
put {x} (in|into) {t}
{x} (to|into|->) {t}
take {x} and (make|turn) it (into)? {t}
(get rid of|dump) {x}, i want {t} instead
swap me {x} into {t}
""")

SWAP_STORY = lines(r"""
(we are|we're|i think we are|i think we're|i am|i'm) (too heavy|overweight|too long|overexposed) in {s} (these days|right now|at the moment)?(,| so|, so| and so) (swap|move|put|shift|convert) {a} of it (to|into|for) {t}
(too much|way too much|lots of|plenty of) {s} (in here|in the pot|around)?(,|.|, so| so) (swap|move|put|shift|convert|flip) {a} of it (to|into|for) {t}
(our|the|my) {s} (is just sitting there|does nothing|is idle|isn't doing much)(,|.) (swap|move|put|shift|convert|flip) {a} of it (to|into|for) {t}
(we need|we want|i want|i need|need) more {t}(,|.|:|, so) (sell|use|convert|swap|take|spend|turn) {x} (into it|for it|to get some|on it)
(we need|we want|i want|i need|need) more {t}(,|.|:|, so) (swap|convert|change|put|turn) {x} (into|to) (it|{t})
(i don't|we don't|i do not) trust {s} (anymore|any more|any longer)?(,|.) (swap|move|convert|change|put) {x} (to|into|for) {t}
(feeling|i feel|i'm feeling|we are|we're) (bullish|optimistic|good) (on|about) {t}(,|.|:|, so) (put|throw|invest|spend|use) {x} (into|in|on) (it|{t})
(feeling|i feel|i'm feeling|we are|we're) (bearish|nervous|worried) (on|about) {s}(,|.|:|, so) (move|swap|convert|sell|put) {x} (to|into|for) {t}
{t} (looks|is) (cheap|good|strong|attractive) (today|right now|now|at the moment)?(,|.|:|, so) (buy|get|grab|pick up) (some|it)? (with|for|using) {x}
(forget|never mind|leave|skip) the {t} (i mentioned|from before)?, (i meant|i mean|do) {x} (to|into) {t}
{t} (is what we want|is where i want to be|it is). (swap|convert|put|take|use) {x} (for it|into it|)
(i was told|the accountant says|they told me|the team decided|we agreed|we decided) (to|we should|that we) (hold|have|own) more {t}, so (convert|swap|change|sell|turn) {x} (to|into|for) {t}
(take|grab) {s}, {a} (of it|worth), and (turn|make|swap|convert) (it|that) (into|to) {t}
(i have|we have|there's|there is) (some|a lot of|too much) {s} (in the treasury|here|lying around|left)?(.|;|,) (swap|convert|exchange|sell|move) {a} (of it|of that)? (to|into|for) {t}
(talk was about|the talk was of) {t}. (do it|right then|so), {x} (into|to) {t}
{s} (is|feels|seems) (too risky|shaky|too volatile|boring)(,|.|;) {x} (to|into|for) {t} (please|pls|now)?
not (the|our)? {t2} (this time|today)?(:|,|.) (take|use|grab) {x} and (change|swap|convert|turn) (it|that) (to|into) {t}
""")

# ---------------------------------------------------------------- transfers, one sentence

TRANSFER = lines(r"""
send {x} to {n}
send {x} to {n}
send {x} to {n}
send {n} {x}
send {n} {x}
send {n} {x}
(pay|give|transfer|wire|hand|pass|tip|grant|lend|gift|award|slip|ping|shoot|zap|toss|throw|sling|slide|fire|chuck|drop|flick|bung) {n} {x}
(pay|give|transfer|wire|hand|forward|beam|remit|deliver|pass|move|shoot|get|ship|route|push|zap|toss|bung|fling|fire off|issue|release|disburse|donate|contribute|return|dispatch|credit) {x} to {n}
(pay|give|transfer|wire|send) {x} to {n}
(pay|give|wire|send) {n} {x}
(pay|give|send) {n} {v} {x}
pay {n} {x}
pay {n} {x}
pay {x} to {n}
transfer {x} to {n}
transfer {x} to {n}
transfer to {n} {x}
to {n} (send|give|pay|transfer) (please)? {x}
(send|give|pay) to {n} {x}
(send|move|get|pass|push|bring|shift) {x} (over|across|along|on) to {n}
(get|shoot|wire|send|fire|ping) {x} over to {n}
move {x} (over)? to {n} for (me|us)
(get|have) {n} {v} {x}
(get|have) {x} (sent|paid|transferred|wired|delivered|over) to {n}
(let|allow) {n} (have|get|receive) {x}
{n} (gets|should get|must get|receives|should receive|is to receive|is to get|shall receive|needs|is getting|has to get|is due|is owed|wants|can have|will get|earns|deserves) {x}
{n} gets {x}
{n} (gets|needs|should get|is owed|is due) {x} (from us|from me|please|pls|today|now|thanks)?
{n} (needs|should get|must be paid|has to be paid|is to be paid|ought to get|wants to be paid|should be paid) {x}
{n}, {x}
{n}: {x}
{n} - {x}
{n} {x}
{n} = {x}
{n}. {x}. (go|now|please|done|do it|thanks|ok)?
{x} to {n}
{x} to {n}
{x} to {n} (please|pls|plz|thanks|thx|asap|now|ty)
{x} -> {n}
{x} → {n}
{x} => {n}
{x} for {n}
{x} for {n} (please|pls|thanks|thx)?
{x}, {n}
{x} (goes|go) to {n}
{x} (should|must|has to|needs to|ought to|is to|shall|is supposed to|can) (go|be sent|be paid|be transferred|be wired|be given|get) (over)? to {n}
{x} (is|are) for {n}
{x} (straight|directly|right) to {n}
(i'd|id|i would|we'd|we would) like (you)? to (send|pay|give|transfer|wire) {n} {x}
(i'd|id|i would|we'd|we would) like (you)? to (send|pay|give|transfer|wire) {x} to {n}
(i'd|id|i would|we'd) like {n} to (have|get|receive) {x}
(i|we) (want|wanna|need|have|must|would love) to (send|pay|give|transfer|wire) {n} {x}
(i|we) (want|wanna|need|have|must) to (send|pay|give|transfer|wire) {x} to {n}
(i|we) (want|need) {n} to (have|get|receive|be paid) {x}
(i|we) (want|need) {x} (sent|to go|paid|transferred|wired|delivered|with) to {n}
(i|we) want {x} to {n}
(we|i) must to (pay|send|give) {n} {x}
(i|we) owe {n} {x}(, please pay|, send it|, pay it|. pay up|. pay {o}|, so pay {o}|. please settle|, settle it|. send it over|, can you send it| so please send it|. sort it out please)
{n} is owed {x}(, please pay|, send it|, pay it|. pay up|. pay {o}|, so pay {o}|. please settle|, settle it|. send it over|, can you send it)
(reimburse|refund|repay|pay back|compensate|remunerate|reward) {n} {x}
(reimburse|refund|repay|compensate|reward|tip|thank) {n} with {x}
(reimburse|refund|repay|compensate|pay) {n} {x} for (the)? {thing}
(settle up with|square up with|get even with|settle with|settle things with) {n}(,|:)? {x}
(settle|clear|pay off|pay|cover|close) (my|our) (tab|debt|bill|account|balance) with {n}(,|:|;| -) {x}
(settle|pay|cover|clear) {n's} (bill|invoice|tab|expenses|ticket|share|fee|claim) of {x}
(settle|pay|cover|clear) {n's} (bill|invoice|tab|expenses|ticket|share|fee)(, it's|, that's|:|, which is|, that is|, it is) {x}
(settle|pay) the {thing} with {n}: {x}
(cover|pay for) {n's} {thing}(:|, |, that's|, it's|, it was) {x}
(pay|send|give|wire|transfer) {n} {v} {thing}(:|, |, that's|, it's|, which is) {x}
(pay|send) {n} for (the|{v}) {thing}(:|, |, that's|, it's|, which is|, it came to|, it was) {x}
chip in {x} for {n's} {thing}
(put|drop|place|deposit|stick|pop) {x} (in|into|on|onto) {n's} (wallet|account|pocket|pot|address)
(put|drop|deposit) {x} with {n}
(make|do|arrange|execute|process|set up|schedule|issue|perform|effect|initiate) (a|the) (payment|transfer|payout|remittance) of {x} to {n}
(make|do|arrange|execute|process|issue|effect) (a|the) (payment|transfer|payout) to {n} of {x}
(make|do) (a|one) {x} (payment|transfer|payout) to {n}
(a)? (payment|transfer|payout|wire|remittance|tip|bonus) (of {x} to|of {x} for) {n}
(payment|transfer|payout|wire|salary|rent|bonus|tip|refund|wages|fee|reimbursement|bill|invoice), {n}, {x}
(payment|transfer|payout|wire|salary|rent|bonus|tip|refund|wages|fee|reimbursement|due): {n}, {x}
(payment|transfer|payout|wire|salary|rent|bonus|tip|refund|wages|fee) (for|to) {n}(:|,) {x}
(pay|send) {n} a (salary|tip|bonus|fee|deposit|stipend|refund) of {x}
(give|send|pay) {n} {x} as a (little)? (tip|bonus|thank you|gift|present|token of thanks|reward|deposit|refund)
(give|send|pay) {n} {x} (back)
(see|see to it|ensure|make sure|make certain|check) that {n} (gets|receives|is sent|is paid|has) {x}
make sure {n} (gets|receives|has) {x}
(kindly)? (arrange for|initiate|process|effect|execute|approve) the (remittance|transfer|payment|payout|disbursement) of {x} to {n}
the (remittance|transfer|payment|payout|disbursement) of {x} to {n} (is approved|has been approved|may proceed|is to be made|should be executed|shall be executed|is hereby authorised)?
{x} (be|is to be|are to be|shall be|shall hereby be|should be|must be|will be|has to be|are hereby) (paid|sent|transferred|remitted|wired|disbursed|released) to {n}
{n} (be|is to be|shall be|should be|must be|has to be) (paid|sent|given|reimbursed|wired) {x}
(it is requested|we request|i request|the board has decided|it was resolved|kindly ensure|please ensure) that {x} (be|is|are) (paid|sent|transferred|remitted|wired) to {n}
(it is requested|we request|i request|it was resolved) that {n} (be|is|gets) (paid|sent|given) {x}
the (invoice|bill|claim|receipt) (from|of) {n} \({x}\) (is to be|should be|must be|has to be|can be|needs to be) (paid|settled|honoured|cleared)
(pay|settle) the (invoice|bill|claim) (from|of) {n} \({x}\)
(pay|settle|clear) {n} \({x}\)
(please)? be so kind (and|to|as to) (send|give|pay|transfer) (to)? {n} (the amount of|the sum of)? {x}
(i'd|i would|we would) be (most)? grateful if you would (remit|send|transfer|pay) {x} to {n}
(please)? to (send|pay|give) {n} {x}
(spot|float|front|sub|bung|lend) {n} {x}
(venmo|paypal|zelle|revolut) {n} {x}
{x} (out the door|off|out) to {n}
{n} {v} {thing}: {x}
{n's} {thing}: {x}
{n's} {thing}, {x}
{n's} {thing} (is|was|comes to|came to|costs|cost) {x}(, pay {o}|. pay {o}|, settle it|, please pay|. please reimburse|, send it|. send it please)
{thing} to {n}(:|,|, that's) {x}
{thing} for {n}(:|,|, that's) {x}
""")

PLAIN_TRANSFER = lines(r"""
send {x} to {n}
send {n} {x}
pay {n} {x}
give {n} {x}
(pay|give|wire|transfer|send) {x} to {n}
{n} gets {x}
{x} (to|for|->) {n}
{n}: {x}
{n} {x}
send {x} over to {n}
""")

TRANSFER_STORY = lines(r"""
(i|we) owe {n} for (the|that) {thing}(, it was|, that was|. it was|. that's|, it's|, that makes|: ) {x}(, pls settle that|, please settle|. pay {o}|, pay {o}|. send it|, send it over|. sort that out)?
{n} (is|has been) waiting (on|for) {v} {a}(,|.) {u} (wants|prefers|takes|needs) it in {s}(, please sort|. send it|. please pay|, pay {o}|, go ahead)?
{n's} {thing} (died|broke|was expensive|needs paying|was due|is overdue) and {u} (fronted|paid|advanced|covered) (the money|it|everything)(.|,) (get|send|wire|pass|move) {x} (over)? to {o}
{n} (paid|covered|fronted|got|bought|sorted|handled) the {thing}(,|.|;|, so| so|, now) (send|pay|give|wire|reimburse|refund) {o} {x}
{n} (paid|covered|fronted|got|bought|sorted|handled) the {thing}(,|.|;|, so| so|, now) (send|transfer|wire) {x} to {o}
{n} (paid|covered|fronted|got|bought|sorted|handled) the {thing}(,|.|;) (that's|it was|it came to|total|which was|it cost) {x}(, pay {o} back|. pay {o} back|. reimburse {o}|, reimburse {o} please|. send it to {o})
{n} (fixed|repaired|cleaned|painted|delivered|did|finished|installed|designed|wrote|translated|organised) (the|our|my) {thing}(,|.|;|, so| so| and) (send|pay|give|wire) {o} {x}
{n} (did|is doing|has done) (great|good|well|an amazing job|super work|a lot)( this month| lately| today| with the {thing})?(,|.| so|, so) (send|give|pay|tip) {o} {x}(as a (little)? bonus| as a thank you)?
{n} (asked|has asked|keeps asking|came by|wrote|called|rang|texted|emailed|messaged)( again| me| us)? about the {thing}(.|,|;|, so| so) (pay|send|give) {o} {x}
(it's|it is|today is|happy) {n's} birthday(,|.|!|, so) (send|give|gift) {o} {x}
{n} (has a birthday|is getting married|is leaving|graduated|moved house)(,|.|!|, so) (send|give|gift|drop) {o} {x}
{n} (says|said|tells me|mentioned) (the {thing} came to|the {thing} was|{u} spent|it cost {o}|{u} is short) {x}(. pay {o}|, pay {o}|. reimburse {o}|, send it|. please cover it|, so send it over)
(rent's|rent is|the rent is|the bill is|payday is|the fee is) (due|here|up)(.|,|!|:) {x} to {n}(, please| please| now)?
(rent|pay|wage|salary|bill) day(.|,|!|!!|:) {n} {x}
(rent|pay|wage|salary|bill) (day|time)(.|,|!|!!|:) (send|give|pay|wire) {n} {x}
(remember|you know|so) {n}(, |, who did the {thing}|, from the {thing}|, the one with the {thing})? (needs|gets|should get) {x}
(so|ok so|right so|well) {n} (did|made|sorted|brought|bought) the {thing} and (we said|we agreed|i promised|i said|the deal was) {x}(, pay {o}|. pay {o}|, send it|, go ahead and send it|. please send it|, so please pay {o})
(we|i) (agreed|settled|shook hands) on {x} (with|for) {n}(, pay {o}|. pay {o}|, send it|. send it|. please transfer it)
(i|we) (promised|told) {n} {x}(, pay {o}|. pay {o}|, send it|. send it|, so send it|. please send it)
(i|we) (still)? (have|need) to pay {n} (back)? for the {thing}(.|,|:|;) {x}(, go|. go ahead|, please| please)?
{n} (wants|prefers|takes|likes) {s}( best| only)?(, so|.|;| so) (send|give|pay) {o} {a} (of it|{s}|of that|in {s})
{n} is (fine|ok|happy) with {s}(, |. |; )(send|give|pay) {o} {a}
{n} is (fine|ok|happy) with {s}, {a} for {o}
send {n} {s}, {a} (of it|worth)?
(pay|give) {n} in {s}(,|:|;) {a} (please)?
(forget|leave|skip) (the)? {t2}, (send|give|pay) {n} {s}, {a} (of it)?
{n} wants {s} not {t2} so (send|give|pay) {o} {x}
(what|all) i (need|want) (from you)? is {x} (sent|paid|to go|transferred) to {n}
(the thing is|basically|long story short|anyway|so yeah)(,)? {n} (needs|should get|is owed|gets) {x}
{n} (sent|gave|showed|handed) (me|us) the (receipt|invoice|bill)( for the {thing})?(.|,|:|;) {x}(, pay it|. pay it|. please pay|, please settle it|. reimburse {o})
(got|i got|received|here's|i have) the (receipt|invoice|bill) from {n}(.|,|:|;) {x}(, pay it|. pay it|. please pay|, please settle it|. reimburse {o})
{n} (asked for|wanted|billed|quoted) {x} (and|which|, which) (that's|is|sounds) (fair|fine|ok|right)(, pay {o}|. pay {o}|, send it|. send it)
why (don't|dont) (you|we) (just)? (send|pay|give) {n} {v} {x} (already)?
{x}(.|,) (that's|this is|that is) for {n}(, for the {thing})?
{x} is what {n} (gets|needs|is owed)( for the {thing})?
{x}(.|,) (send it to|goes to|to|for) {n}(.|, please| now)?
""")

# What a payment is for. None of these changes what to do.
THING = lines(r"""
lunch
dinner
team lunch
groceries
taxi
cab
coffee
coffee beans
pizza
rent
deposit
invoice
hosting
domain
laptop
new keyboard
monitor
paint
plumbing
boiler
sink
roof
heating
garden work
cleaning
design
logo
website
banner
graphics
translation
audit
consulting
code review
bug fix
hotel
flight
train ticket
train tickets
bus tickets
conference ticket
parking
fuel
petrol
van
boxes
move
trip
holiday
concert tickets
birthday present
gift
flowers
cake
drinks
beers
snacks
catering
venue
stamps
postage
printer
ink
books
course
subscription
electricity
internet bill
phone bill
water bill
insurance
repairs
tyres
bike
car
dog food
vet
babysitting
childcare
tuition
piano lessons
photos
video
music
photography
salary
bonus
expenses
overtime
wages
advance
share
ticket
tools
wood
cables
furniture
curtains
table
locksmith
new lock
window
server
backup
licence
workshop
newsletter
""")

WHY = lines(r"""
for the {thing}
for the {thing}
for the {thing}
for {v} {thing}
for {thing}
for last (week|month|friday|night)'s {thing}
for (march|april|may|june|july|august|october|november|december|january)'s {thing}
for the {thing} (last week|yesterday|on tuesday|this morning|last night|on monday|the other day)
for the (march|april|june|july|august|september|october|november|december|january|february) {thing}
because {u} (paid for|covered|sorted|brought|fixed|did) the {thing}
since {u} (paid for|covered|sorted|brought|fixed|did) the {thing}
as (agreed|discussed|promised|usual|planned|arranged)
as a thank you
with (my|our) thanks
with (our)? (regards|compliments|love)
{u} (earned|deserves|asked for) it
to (settle|cover|pay for) the {thing}
in settlement of (the|last month's|the latest) {thing}
towards the {thing}
i promised {o}
that i (owe|promised) {o}
{u}'s been (waiting|asking) (all week|for days|since yesterday)?
{u} is waiting
{u} helped (me|us)? with the {thing}
re: {thing}
\(for the {thing}\)
\({thing}\)
, {thing}
for the {thing} \(invoice {ref}\)
for invoice {ref}
\(invoice {ref}\)
\(inv. {ref}\)
(invoice|inv|ref|order|receipt|ticket|bill) (no.|number|#|no|nr)? {ref}
(ref|reference|order|case|po)(:| no.|) {ref}
for (room|unit|flat|apartment|desk|suite) {few}
for the {few} (people|guests|boxes|hours|nights|days|tickets|weeks|chairs|kids|bags) (we had|{u} brought|last week|on monday)?
, {u} covered {thing} for {few} people
for week {few}
for luck
""")

# Around a request: none of these changes what to do.
BEFORE = lines(r"""
please
please
pls
plz
hey
hi
hello
yo
hey there
hi there
good morning
good morning,
morning!
good evening
hey, please
hi, can you
can you
can you please
can u
can you pls
could you
could you please
could you kindly
would you
would you please
would you kindly
will you
will you please
can we
could we
can we please
kindly
please kindly
ok
ok,
okay so
ok so
ok so um
so
so,
um
uh
right,
right then,
alright
alright,
now
now,
now please
well,
go ahead and
just
just quickly
quickly
quick one:
quick one,
real quick,
real quick:
one more thing:
one thing,
another one:
todo:
to do:
task:
request:
action:
instruction:
order:
new order:
job:
next:
next,
first thing today:
i need you to
i want you to
we need you to
i'd like you to
i would like you to
we'd like you to
i'm asking you to
i am asking you to
you should
you need to
you must
you can
you may
time to
it's time to
let's
lets
let us
help me
help us
would you mind if i asked you to
could i ask you to
may i ask you to
might i trouble you to
do me a favour and
do me a favor:
be a star and
be a dear and
be so kind as to
dear treasurer,
dear treasury desk,
dear agent,
dear team,
dear sir or madam,
dear all,
to whom it may concern:
treasurer:
treasurer,
agent,
hey agent,
hey bot,
bot,
robot:
assistant,
boss says:
buddy,
mate,
dude
bro
man,
folks,
team,
friend,
urgent:
urgent!
important:
asap:
fyi
btw
by the way,
also
oh,
oh and
ah,
hmm ok
hmm,
great,
great, now
perfect.
cool,
nice,
thanks for earlier.
thanks!
sorry to bother you,
sorry, one more:
sorry for the rush,
as discussed,
as agreed,
as agreed yesterday,
as we said,
as per our call,
as per the board,
per our agreement,
per the minutes,
following our conversation,
following our call this morning,
further to my last message,
pursuant to the resolution of the board,
in line with the budget,
in accordance with the plan,
with immediate effect,
effective immediately,
without further delay,
the committee has approved the following:
the board approved this:
approved:
this is approved:
confirmed:
we have decided to
i have decided to
i've decided to
we've agreed to
i'm here to
i wanna
wanna
lemme
let me
my turn:
here's what i want:
here is what i need:
here's the plan:
what i need:
simple one today:
easy one:
small thing:
hope you're well.
hope you are well!
hope this finds you well.
how are you? please
lovely weather today.
what a day.
it's been a long week.
happy friday!
happy holidays!
happy new year!
markets are wild today.
the market looks shaky.
markets looking shaky!!
gas is cheap today.
moving week.
payday!
big day today.
rent day!!
cleaning up the books:
closing the books:
month end:
end of the month.
housekeeping:
before anything else,
before you do anything else,
first of all,
first,
to start,
for starters,
i just talked to the team.
i've gone through the receipts.
i went through the numbers.
i checked the books.
i had a look at the books.
i thought about it, and
i thought about it.
i changed my mind about yesterday.
after some thought,
after a long talk,
guess what:
listen,
look,
listen up:
attention please:
note:
please note:
kindly note:
note to treasurer:
to the treasurer:
please execute:
execute:
please process:
process this:
please do the following:
do this:
do the following:
do this for me:
how about you
how about we
why don't you
why don't we
why not
would you mind and
you know what,
you know the drill:
""")

AFTER = lines(r"""
please
please
pls
plz
please.
, please
, please.
, pls
thanks
thanks!
, thanks
, thank you
, thank you very much
. thank you.
. thanks.
. thanks a lot!
thx
, thx
, ty
ty
ta
, ta
, cheers
cheers
, much appreciated
. much appreciated.
now
right now
now!
!
!!
!!!
.
.
.
.
?
...
, ok?
, okay?
, yeah?
, got it?
, will you
, would you
, could you
, can you
if you don't mind
for me
for us
for me please
for me, cheers
today
today please
asap
asap please
asap!!
immediately
at once
straight away
right away
as soon as you can
without delay
quickly
quick
real quick
. do it now.
. do it.
. go.
. go ahead.
. execute.
. execute now.
. confirmed.
. approved.
. ok?
. that's it.
. that is all.
. that's all.
. that's all for today.
. and that's it
and that's it
and thats it
and that's all
and nothing else
, nothing else
, nothing more
. nothing else.
. nothing more for now.
, that's it
. it's urgent.
. it is urgent!
. it's important.
. i'm in a hurry.
. she's waiting.
. kind regards.
. kind regards, m. okafor
. best regards, the board
. best, sam
. regards, j. meyer
. yours sincerely, l. novak
. sincerely, the committee
. sent from my phone
. love you
. have a nice day
. have a great weekend!
. hope that works.
. hope that's clear.
. let me know.
. let me know when it's done.
. tell me when done.
. ping me after.
. you're the best
. you rock
:)
;)
lol
haha
xx
x
in one go
in one transaction
from the treasury
from our treasury
from the treasury account
from the safe
from the main account
out of the treasury
as discussed
as agreed
as agreed with the board
as always
, as promised
like we said
like last time
like before
, you know why
, don't ask why
, just do it
, just go for it
, go for it
, make it quick
, no rush at all but now is good
. i trust you
. i know what i'm doing
. sounds good?
. all good?
""")

JOIN = lines(r"""
and
and
and
and
and
, and
, and
, and
and then
and then
, then
, then
then
. then
. then
. and
. also
. also,
, also
and also
and also please
also
as well as
plus
+
&
n
, plus
. plus
. in addition,
and, in addition,
. additionally,
. besides that,
. next,
. next
. after that
. after that,
, after that
and after that
. afterwards
, afterwards
and afterwards
. secondly,
. finally,
. lastly,
. and finally,
. and lastly
. oh and
. oh, and
oh and
. oh, and please
. and please
. please also
and please
and please also
. and could you
. and can you
. can you also
. could you also
. also please
. also can you
. i also want you to
. i'd also like you to
. another thing:
. one more thing:
. one more:
. while you're at it,
, while you're at it
, and while you're there
, and while we're at it
. at the same time
;
;
; then
; and
;
,
,
.
.
\n
\n
\n-
. next up:
. second:
. number two:
. on top of that
, on top of that
, on top
. the other thing:
. what else,
. what else? ah yes,
. hmm and
... and
... then
... oh and
, um, and
and um
and uh
, next
. once more:
. separately,
. and separately,
, moreover
. furthermore,
and furthermore
and likewise
. same time,
, too. and
but also
. but also
""")

# ---------------------------------------------------------------- clauses that lean on the one before

MORE_TRANSFER_SAME_TOKEN = lines(r"""
and {a} to {n}
and {a} to {n}
and {a} for {n}
and {n} {a}
and {n} {a}
, {a} to {n}
, {n} {a}
, {a} for {n}
; {a} to {n}
plus {a} to {n}
plus {a} for {n}
+ {a} to {n}
, then {a} to {n}
and then {a} to {n}
, and {n} gets {a}
, while {n} gets {a}
. {n} gets {a}
and another {a} to {n}
and another {a} for {n}
, with {a} going to {n}
. {n} should get {a}
, and also {a} to {n}
, and give {n} {a}
and pay {n} {a}
and send {n} {a}
and send {a} to {n}
. send {n} {a} too
, and {a} of the same to {n}
, {n} gets {a} of it too
and for {n} {a}
, for {n} {a}
and to {n} {a}
& {n} {a}
\n{n} {a}
\n- {n}: {a}
""")

SAME_FOR = lines(r"""
. same for {n}
. same for {n}.
, same for {n}
. same to {n}
and the same to {n}
and the same for {n}
, and the same amount to {n}
. the same goes for {n}
. and {n} gets the same
, {n} gets the same
, {n} too
, {n} as well
and {n} as well
and {n} too
, and {n} too please
. {n} too
. likewise {n}
. likewise for {n}
. ditto {n}
, ditto for {n}
. do the same for {n}
. and also the same for {n}
, and as much to {n}
""")

MORE_SWAP_SAME_SOURCE = lines(r"""
and another {a} (into|to|for) {t}
and another {a} (into|to|for) {t}
and {a} (into|to) {t}
and {a} more (into|to|for) {t}
, another {a} (into|to|for) {t}
, {a} (into|to) {t}
plus {a} (into|to) {t}
, and a further {a} (into|to|for) {t}
. another {a} goes (into|to) {t}
. and {a} of it (into|to) {t}
and also {a} (into|to|for) {t}
, then {a} (into|to|for) {t}
and put {a} (in|into) {t}
""")

ALSO_TOKEN_SAME_NAME = lines(r"""
and {x}
and {x}
and {x}
plus {x}
plus {x}
as well as {x}
along with {x}
together with {x}
, and also {x}
and then {x}
+ {x}
& {x}
, and {x} on top
, {x} on top
and {x} as a bonus
plus {x} as a little bonus
and {x} too
. also {x}
. {u} also gets {x}
. give {o} {x} too
. {u} also needs {x}
. and send {o} {x}
and give {o} {x}
and send {o} {x} as well
. also send {o} {x}
, and pay {o} {x} too
""")

# Several recipients, one amount each: {l} the list of names.
EACH = lines(r"""
send {l} {x} each
send {l} {x} each
pay {l} {x} each
give {l} {x} each
give {x} each to {l}
send {x} each to {l}
send {x} to each of {l}
{l} get {x} each
{l} get {x} each
{l} each get {x}
{l} are to (get|receive) {x} (each|apiece)
{l} should (get|receive) {x} (each|apiece)
{l} (need|are owed|are due|have earned|deserve) {x} (each|apiece)
{x} each (for|to) {l}
{x} each (for|to) {l}
{x} (apiece|a piece) (for|to) {l}
{x} to each of {l}
{x} for each of {l}
each of {l} (gets|receives|should get|is to receive) {x}
pay {x} to each of {l}
pay {x} to {l} each
transfer {x} each to {l}
wire {l} {x} apiece
tip {l} {x} each
i want {l} to (get|have|receive) {x} each
{l}: {x} each
{l}, {x} each
{l} - {x} each
hand {l} {x} apiece
reimburse {l} {x} each
a bonus of {x} each for {l}
{x} bonus to each of {l}
both {l2} get {x}
both {l2} (are to receive|should get|need|should have) {x} (each|apiece)?
pay both {l2} {x} each
send both {l2} {x}
send {x} to both {l2}
{x} to both {l2}
give both {l2} {x} each
""")

# One token for several recipients with an amount each: {m} the list "alice 20, bob 30".
PER_NAME = lines(r"""
{m}, all in {s}
{m}, both in {s}
{m}, in {s}
{m} in {s}
{m}. all in {s}
{m}, everything in {s}
in {s}: {m}
in {s} please: {m}
{s}: {m}
{s} payments: {m}
{s} payroll: {m}
payroll in {s}: {m}
salaries in {s}: {m}
expenses in {s}: {m}
these go out in {s}: {m}
send {s} like this: {m}
{s} to these people: {m}
pay in {s}: {m}
please pay in {s}: {m}
pay these in {s}: {m}
use {s}: {m}
""")

RESPECTIVELY = lines(r"""
send {l} {as} {s} respectively
pay {l} {as} {s}, respectively
{l} get {as} {s} respectively
{l} are to receive {as} {s} respectively
transfer {as} {s} to {l} respectively
{as} {s} to {l}, respectively
give {l} {as} {s} respectively
{as} {s} go to {l} respectively
""")

BACKSTORY_TWO = lines(r"""
{n1} paid for the {thing} which was {a1} and {n2} did the {thing2} at {a2}, both in {s}, pay (them|em) back
{n1's} {thing} came to {a1} and {n2's} to {a2}. reimburse (both of them|both|them) in {s} (please)?
{n1} spent {a1} {s} on the {thing} and {n2} {a2} {s} on the {thing2}. pay them back
{n1} is owed {a1} and {n2} {a2}, both in {s}. settle (that|up)
{n1} needs {a1}, {n2} needs {a2}, all {s}
we owe {n1} {a1} {s} for the {thing} and {n2} {a2} for the {thing2}. pay them
{a1} and {a2} {s} for {n1} and {n2} respectively
{n1} {a1}, {n2} {a2}, {s} for both
{n1} {a1} and {n2} {a2} (both|in {s}, both|both {s})
{n1} {a1} {s}, and {n2} gets {v} {a2} for the {thing} \({s} too\)
{n1} gets {a1} {s}, {n2} {a2} (same token|same coin|of the same|too)
settling up from the {thing}. {n1} put in {a1} and {n2} {a2}, all in {s}, pay them back
pay {n1} {a1} and {n2} {a2} in {s}
send {a1} to {n1} and {a2} to {n2}, both in {s}
send {n1} {a1} and {n2} {a2} {s}
give {n1} {a1} and {n2} {a2} of our {s}
two invoices, both {s}: {n1} {a1}, {n2} {a2}
{s} for the team: {n1} {a1}, {n2} {a2}
""")

# One source token broken into parts: {parts} "50% to usdc, 25% to dai and 25% to carol".
BREAKUP = lines(r"""
break up the {s}: {parts}
break up the {s} as agreed: {parts}
split up our {s}: {parts}
empty out the {s}: {parts}
from the {s}: {parts}
out of the {s}: {parts}
with the {s} do this: {parts}
the {s}: {parts}
our {s}: {parts}
divide the {s} as follows: {parts}
distribute our {s}: {parts}
use the {s} like this: {parts}
take the {s}: {parts}
take the {s} and move {parts}
{s} plan: {parts}
here's what to do with the {s}: {parts}
of our {s}, {parts}
of the {s} we hold, {parts}
""")

CORRECTION = lines(r"""
{w} no wait make that {a}
{w} no wait {a}
{w}, no, {a}
{w}, no sorry, {a}
{w}, sorry, {a}
{w} sorry {a}
{w} sorry i mean {a}
{w}, i mean {a}
{w} i mean {a}
{w} - i mean {a} -
{w}, actually {a}
{w} actually make it {a}
{w}, make that {a}
{w} make it {a}
{w} oops {a}
{w} er {a}
{w}... no, {a}
{w}, correction: {a}
{w}, correction, {a}
{w}, wait, {a}
{w} wait no {a}
{w} scratch that {a}
{w}, or rather {a}
{w} or rather {a}
not {w} but {a}
not {w}, {a}
{a} \(not {w}\)
{a}, not {w},
{w}, no, sorry, {a}
{w} hmm no {a}
""")

NARRATED_CORRECTION = lines(r"""
{u0} wanted {w}, i got {o} down to {x} for {n}. pay {o}
{n} wanted {w}, i got {o} down to {x}. pay {o}
{n} wanted {w} but we agreed on {x}, pay {o}
{n} asked for {w} {s} but gets {x}
it was {w} {s} first but now it's {x} for {n}, send it
send {n} {w} {s}. no, sorry, {x}.
pay {n} {w} {s}, no sorry {x}
transfer {w} {s} to {n}. correction: {x}
{n} gets {w} {s}, no wait, {x}
last time {n} got {w}, this time send {o} {x}
swap {w} {s} into {t}. no, make it {x}
convert {w} {s}, no sorry, {x}, to {t}
take {w} {s}, no, sorry, {x}, and swap it to {t}
send {n2} {x}, no wait, to {n}
send {x} to {n2}, sorry, i mean {n}
give {n2} {x}... i mean {n}
""")
