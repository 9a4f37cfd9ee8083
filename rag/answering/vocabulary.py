"""Closed lists of plain English: words that carry no fact, and words that are no name though a capital begins them."""


def listed(text: str) -> tuple[str, ...]:
    """The words of a list that is written as running text."""
    return tuple(text.split())


def terms(text: str) -> frozenset[str]:
    """The set of the words of a list that is written as running text."""
    return frozenset(text.split())


FUNCTION = terms(
    "a an the and or but nor so yet if then than as at by for from in into of off on onto out over to up upon with "
    "within without about above across after against along among around before behind below beneath beside besides "
    "between beyond despite down during except inside like near outside past per since through throughout toward "
    "towards under underneath until via versus whether while when where why how who whom whose which what that this "
    "these those there here it its itself he him his himself she her hers herself they them their theirs themselves "
    "we us our ours ourselves you your i me my mine one ones any some each every either neither both all most more "
    "many much few less least other another such same own only just also too very even still already again ever "
    "be is are was were been being am have has had having do does did done doing will would shall should can could "
    "may might must ought need let get got however therefore thus hence moreover furthermore meanwhile nevertheless "
    "although though because unless whereas otherwise instead rather quite almost nearly not no never none because "
    "due further now today currently later earlier recently previously first finally s t"
)
"""Words without content of their own."""

GLUE = terms(
    "say said tell told note noted state stated report reported add added according explain explained describe "
    "described indicate indicated claim claimed mention mentioned write wrote comment commented assess assessed "
    "observe observed believe believed argue argued point pointed express expressed cable cables telegram post embassy "
    "consulate mission paragraph summary view views reporting account accounts source sources statement statements "
    "official officials contact contacts date dated subject entitled titled describes reports says notes states adds "
    "tells explains include includes included including regarding concerning reflect reflects"
)
"""Words that attribute a statement to its cable or speaker; they need not stand in the quotes."""

FORM = terms(
    "cable telegram message subject title titled entitled heading header line tag tags caption reference references "
    "ref refs embassy consulate mission post date dated refer report read bear carry list give"
)
"""Words in which a sentence speaks of a cable's own header."""

SENDING = terms("send come")
"""What a cable did itself: it was sent by its post, it came from there."""

NO_NAMES = terms(
    "embassy post mission department government cable summary comment note paragraph reftel septel end begin "
    "according although because however meanwhile moreover nevertheless nonetheless therefore furthermore "
    "additionally finally similarly separately specifically overall recently currently previously instead "
    "despite unlike among during following regarding concerning given once including based asked while when where "
    "both several many most some few other others another each every all no not none only even still "
    "i we he she it they you this that these those his her their its our my there here what which who why how "
    "officials victims authorities contacts sources observers experts analysts leaders members ministers "
    "representatives residents citizens women men children girls boys people workers police soldiers troops "
    "students teachers journalists reporters businessmen farmers migrants refugees critics supporters opponents "
    "negotiations talks discussions relations elections exports imports prices sales trade growth production "
    "efforts progress concerns problems issues questions plans measures reforms laws rules charges reports news "
    "media press local foreign domestic national international regional public private political economic social "
    "military civilian security human legal new old young large small high low good bad long short early late "
    "next last past future local senior former current additional further more less better worse "
    "attendance participation cooperation corruption unemployment inflation investment support opposition "
    "violence smuggling trafficking terrorism tourism energy oil gas water food health education agriculture "
    "industry companies firms banks investors consumers shelters schools hospitals courts judges prosecutors "
    "lawyers prisoners detainees suspects visitors delegates participants attendees employees staff "
    "asking answering noting citing adding describing commenting explaining responding turning speaking "
    "under over after before since until between within without through across against about above below "
    "at by for from in into of off on to up with as if or and but so yet than then thus hence"
)
"""Words that may begin a sentence with a capital without being a name."""

TITLES = terms(
    "mr mrs ms miss dr prof professor president vice prime minister deputy ambassador amb senator congressman "
    "congresswoman representative secretary general director chairman chairwoman chair governor mayor judge justice "
    "general colonel major captain lieutenant admiral king queen prince princess sheikh sheik sultan pope bishop "
    "chief counselor counsellor consul attache envoy commissioner councillor spokesman spokeswoman spokesperson "
    "ministry department committee commission council parliament congress senate assembly government party court "
    "bank university institute foundation association agency office bureau federation union republic kingdom state "
    "states national international federal central supreme foreign interior defense defence finance justice "
    "health education trade commerce agriculture labor labour affairs relations development security economic "
    "head assistant under acting former first lady dpm pm fm codel staffdel delegation embassy police army navy air "
    "force forces province district city north south east west northern southern eastern western"
)
"""Words of titles and offices: they must stand in the checked text, but not beside the name that they go with."""

CONNECTORS = terms(
    "of the al el de da do dos das del della di du la le les von van der den ibn bin bint abu ul e y and for"
)
"""Small words inside a name."""
