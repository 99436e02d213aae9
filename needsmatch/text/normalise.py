"""From a person's own wording to plain wording that can be compared.

Full width and compatibility forms are folded, inline pinyin and list numbers go, Traditional becomes Simplified,
case and punctuation go, and so do the frames of a request (希望得到…方面的帮扶, we would like help with…), which say
nothing about the subject. Normalising twice is the same as once.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"
# 續(xù)寫(xiě): a reading in brackets behind the character, known by its tone mark. No reading of a word is longer.
_IN_BRACKETS = re.compile(rf"[(\[【]([a-z{_TONES}\s'’·-]{{1,40}})[)\]】]", re.IGNORECASE)
# 1、 (一) 第二, ③ need 2: -- a number in a list, at the start of the text.
_LIST_NUMBER = re.compile(
    r"^\s*(?:\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[).、:](?!\d)|第[一二三四五六七八九十\d]{1,3}[,、:]"
    r"|(?:need|item|需求|问题)\s*\d{1,2}\s*[:.、]|[-*•●])\s*"
)
# Nothing but unified characters: only Traditional ones need work. Nearly all wordings of the thesaurus are such texts.
_PLAIN_CHINESE = re.compile("[\u4e00-\u9fff]+")
_APOSTROPHE = re.compile(r"(?<=[a-z])['’](?=[a-z])")
_IT = re.compile(r"\bIT\b")
_CIRCLED_NUMBER = re.compile("[①-⑳⑴-⒛㈠-㈩]")
_NOT_A_WORD = re.compile(r"[^\w]+|_+")

# The frames of a request. Longer ones stand first, so that none is cut by a shorter one.
_OPENING = re.compile(
    r"^(?:(?:我们?|我)(?:学校|校|园|们?)?(?:这边|这里|目前|现在)?|本校|本园|贵校|贵园|目前|现在|关于|对于|在)?\s*"
    r"(?:非常|特别|十分|迫切|急需|很)?\s*"
    r"(?:希望贵校|希望贵园|希望|想要|想(?!象)|需要|请问(?!题)|请教(?![师学育研材])|请(?![求教])|恳请|盼望|期待|能否|能不能|可否|是否可以|不知道|不知)"
    r"(?:贵校|贵园|能够|能(?!力)|可以|得到|获得|学习|学(?![生校习科段前员情业籍])|了解|知道|请教(?![师学育研材])|提供|给予|一下|帮助我们|帮助|帮我们|帮扶|指导|进一步|更多|我们|我校|我园)*"
    r"(?:如何|怎样|怎么)?"
)
_HOW = re.compile(
    r"^(?:如何|怎样|怎么|怎么样)(?:才能|才|去|更好地?|有效地?|科学地?|进一步)*"
    r"(?:开展好?|进行|做好|组织好?|实施|推进|落实|加强|提高|提升|解决|应对|处理)?"
)
_HELP = r"(?:帮扶|帮助|指导|支持|支援|培训|问题|困难|困惑|需求)"
# Only behind 的 or 方面: 教师培训 and 家长指导 are subjects, 英语教学方面的指导 is a frame.
_CLOSING = re.compile(
    rf"(?:(?:等|这些)?(?:方面|领域)的?|的)(?:针对性的?|专业的?|相关的?)?{_HELP}(?:[和与及]{_HELP})*$"
    r"|(?:该怎么办|怎么办|怎么做|咋办|咋整)$|(?:等)?方面的?$|的(?:方法|办法|策略|经验)$|[吗呢吧啊]+$"
)
_IN_THE_FIELD_OF = re.compile(r"^在(.{2,}?)(?:等)?(?:方面|领域)(?:能够|能|可以)?(?:得到|获得|给予|提供|有所).*$")
_ENGLISH_OPENING = re.compile(
    r"^(?:please|dear \w+|(?:wed|id) like(?: to)?"
    r"|(?:we|i|our school|our teachers)\s+(?:would\s+(?:really\s+)?like|want|need|hope|wish)(?:\s+to)?"
    r"|(?:could|can) (?:you|we)|how (?:can|do|should|could) (?:we|you|i)|how to|looking for|help us(?: to| with)?"
    r"|(?:some |more |your )*(?:help|support|guidance|advice|training|ideas)\s+(?:with|on|for|in|about)"
    r"|get(?:ting)? (?:help|support|advice)\s+(?:with|on|for|in|about)"
    r"|learn (?:about|how to)|know (?:about|how to))\b\s*"
)
_ENGLISH_CLOSING = re.compile(r"\s+(?:please|thank you|thanks)$")


@cache
def _simplifier() -> Callable[[str], str]:
    import opencc  # 16 ms and a dictionary: only where a text is really compared

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


@lru_cache(maxsize=50_000)
def normalise(text: str) -> str:
    """Plain wording of `text`: words in lower case and Simplified characters, single spaces between them.

    A text that is nothing but a frame keeps it. The result is empty only where `text` holds no letter or digit.
    """
    plain = _until_stable(text, _fold)
    bare = _until_stable(plain, _without_frame)
    return bare if len(bare) >= 2 else plain


def simplified(text: str) -> str:
    """`text` in small letters and Simplified characters, otherwise as it is: what two spellings have in common."""
    return _simplifier()(text.casefold())


@lru_cache(maxsize=200_000)
def searchable(text: str) -> str:
    """What a search compares: width, script, case and the number of spaces make no difference, all else does."""
    return " ".join(simplified(unicodedata.normalize("NFKC", text)).split())


def clauses(text: str) -> list[str]:
    """The parts of a text that list several things, each as plain wording; a text of one part gives that part."""
    folded = _without_pinyin(unicodedata.normalize("NFKC", _CIRCLED_NUMBER.sub("\n", text)))
    pieces = (normalise(piece) for piece in _BETWEEN_CLAUSES.split(folded))
    return [piece for piece in pieces if len(piece) >= 2] or [normalise(text)]


_BETWEEN_CLAUSES = re.compile(
    r"[,;:!?、。\n/()《》「」“”\"]+|\d{1,2}[.、]|\band\b|\s-\s|(?<=\w\w)[与和及](?=\w\w)", re.IGNORECASE
)


def _fold(text: str) -> str:
    if _PLAIN_CHINESE.fullmatch(text):
        return _simplifier()(text)
    # NFKC would make ① a plain 1, which a text may really begin with.
    text = _CIRCLED_NUMBER.sub(" ", text)
    text = _without_pinyin(unicodedata.normalize("NFKC", text))
    # Accents go with the pinyin tones gone already: crèche is creche.
    text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    text = unicodedata.normalize("NFKC", text)
    # In lower case IT is the pronoun.
    text = _simplifier()(_IT.sub("ict", text)).casefold()
    # A number that is all there is stays: it is what the person wrote.
    unnumbered = _LIST_NUMBER.sub("", text)
    text = unnumbered if _NOT_A_WORD.sub("", unnumbered) else text
    # won't is one word, not a word and a letter.
    text = _APOSTROPHE.sub("", text)
    return _NOT_A_WORD.sub(" ", text).strip()


def _without_pinyin(text: str) -> str:
    tones = set(_TONES)
    return _IN_BRACKETS.sub(lambda found: "" if tones & set(found.group(1).casefold()) else found.group(), text)


def _without_frame(text: str) -> str:
    text = _IN_THE_FIELD_OF.sub(r"\1", text)
    for frame in (_ENGLISH_OPENING, _OPENING, _HOW, _CLOSING, _ENGLISH_CLOSING):
        shorter = frame.sub("", text).strip()
        # A frame is cut only where a subject is left: 教师培训 must not become 教师 for want of anything else.
        if len(shorter) >= 2:
            text = shorter
    return text


def _until_stable(text: str, step: Callable[[str], str]) -> str:
    # Each step shortens the text or maps characters; the bound guards against a pair of characters that some
    # conversion table maps onto each other.
    for _ in range(len(text) + 10):
        following = step(text)
        if following == text:
            break
        text = following
    return text
