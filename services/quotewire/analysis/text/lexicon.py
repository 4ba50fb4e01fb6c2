"""The vocabulary of what stands around an article: calls to act, offers, paywalls, other stories, picture credits.

General to news pages in English, with the commonest phrases of a few other languages; no site, agency customer or document
is named. Patterns that only count together (an offer, an address to the reader) are weighed in ``lines``.
"""

import re

FINAL = re.compile(r"[.!?…。！？।؟۔][\"”’'»)\]」』]*$")
SENTENCE_END = re.compile(r"[.!?…][\"”’'»)\]]*\s+[\"“‘'«(]?[^\W\d_a-z]|[。！？।؟۔]")
CJK = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
SPEECH = re.compile(r"\b(?:said|says|told|according to|added|claimed|announced|reported)\b|[\"“”«»„]", re.I)

CALL = re.compile(
    r"(?:please |click (?:here )?to |or |now )?(?:sign|subscribe|download|get|follow|join|start|click|tap|try|"
    r"register|log|save|share|"
    r"listen|watch|unlock|support|discover|enjoy|become|donate|read|view|browse|manage|continue|skip|show|load|"
    r"find|stay|"
    r"don[’']t miss|check out|buy|shop|e-?mail|print|comment|report|add|open|scan|activate|upgrade|explore|choose|"
    r"receive|"
    r"send|contact|advertise|give|claim|create|accept|allow|want|do you|did you|have you|are you|got a|for more)\b",
    re.I,
)
OFFER = re.compile(
    r"\b(?:apps?|newsletters?|inbox|subscriptions?|subscribe(?:rs?|d)?|memberships?|accounts?|trials?|premium|"
    r"unlimited|"
    r"sign(?:ed)?[ -](?:in|up)|log(?:ged)?[ -]?in|cookies?|ad-free|e-?editions?|podcasts?|notifications?|headlines|"
    r"(?:trusted|news|global) sources|privacy policy|paywall|advert(?:isement|ising)?s?|sponsored|whatsapp|"
    r"in one place|"
    r"breaking news|digest|roundup|briefing)\b",
    re.I,
)
WEAK_OFFER = re.compile(
    r"\b(?:free|titles|access|articles?|e-?mails?|alerts?|updates|members?|episodes?|journalism|terms|cancel|"
    r"facebook|twitter|"
    r"instagram|telegram|youtube|tiktok|linkedin|channels?|stories)\b",
    re.I,
)
ADDRESS = re.compile(r"\b(?:you|your|yours|us|our)\b", re.I)

PAYWALL = re.compile(
    r"(?:sign (?:up|in)|log in|register|subscribe|create (?:a |your )?(?:free )?account|become a (?:member|"
    r"subscriber))\b[^.]{0,40}"
    r"\b(?:to|and) (?:continue|read|keep|view|unlock|access)\b|already (?:a |an |have )[^?]{0,30}\?|"
    r"this (?:article|story|content) is (?:only |exclusively )?(?:for|available (?:only )?(?:to|"
    r"for)) [^.]{0,20}(?:subscribers|members)|"
    r"(?:to )?(?:continue|keep) reading\b.{0,60}$|unlock (?:this|the full|the rest)|you[’']ve (?:reached|"
    r"read) (?:your|all)|"
    r"subscribers? only\b|(?:get|have) (?:full|unlimited) (?:digital )?access|(?:the )?(?:rest|"
    r"remainder) of this (?:article|story)",
    re.I,
)
RELATED = re.compile(
    r"(?:related(?: (?:stories|articles?|content|topics?|news|coverage|links?|reading|posts?|tags?))?|(?:read|see|"
    r"find out|learn) (?:also|more|next)|"
    r"(?:also )?(?:read|watch|listen)(?: also| more| next| now)?|more (?:on|from|about|in|stories|news|like this)|"
    r"most (?:read|popular|viewed|shared)|"
    r"(?:top|latest|trending|recommended|popular|other|further|featured|breaking|today[’']s top) (?:stories|news|"
    r"articles?|reading|headlines|videos|posts|now)|"
    r"(?:our|editor[’']?s?[’']?) picks?|trending(?: now)?|recommended(?: for you)?|you (?:may|"
    r"might) (?:also )?(?:like|enjoy|have missed)|in case you missed it|"
    r"don[’']t miss|what to read next|up next|next (?:article|story)|previous (?:article|story)|see also|"
    r"elsewhere|further reading|"
    r"lesen sie auch|mehr zum thema|lire aussi|à lire aussi|leer también|lee también|leggi anche|czytaj (?:też|"
    r"także)|читайте также|читайте також)",
    re.I,
)
RELATED_LEAD = re.compile(
    r"[\[(]?(?:see more|more|also on|read (?:more|also|next|the full story)|also read|see also|"
    r"related(?: (?:story|article|news|content))?|"
    r"more (?:on this|from)|watch(?: also)?|listen(?: now)?|"
    r"don[’']t miss|recommended|in pictures|explainer|lesen sie auch|lire aussi|leer también|lee también|"
    r"leggi anche|читайте также|читайте також)"
    r"\s*[:|>»›→-]\s*\S",
    re.I,
)
CHROME = re.compile(
    r"advertise?ments?|advert|adverts?|sponsored(?: content)?|skip to (?:main )?content|menu|search|home|"
    r"share(?: this)?(?: (?:article|story|page|post))?|"
    r"comments?(?: \(\d+\))?|\d+ comments?|(?:view|show|post|leave a|join the) (?:all )?(?:comments?|"
    r"conversation)|copy link|link copied|print|e-?mail|save|bookmark|close|"
    r"facebook|twitter|x|whatsapp|linkedin|reddit|telegram|pinterest|instagram|messenger|flipboard|live|gallery|"
    r"back to top|loading\W*|"
    r"follow|\d+ (?:min(?:ute)?s?) read|reading time:? .{1,20}|(?:estimated )?read(?:ing)? time.{0,20}|"
    r"listen to (?:this )?(?:article|story)|"
    r"all rights reserved|article continues below.*|story continues(?: below)?.*|continue reading(?: below)?.*|"
    r"anzeige|publicité|publicidad|werbung|"
    r"subscribe(?: now| today)?|sign (?:in|up)|log ?(?:in|out)|register|newsletters?|contact us|about us|"
    r"privacy policy|terms(?: of (?:use|service))?|"
    r"cookie (?:policy|settings)|(?:©|copyright|\(c\)).*|scroll down.*|\W+|\d+|(?:view|read) full (?:article|"
    r"story).*|show more|load more|tags?:.*|topics?:.*|filed under:?.*",
    re.I,
)
COOKIES = re.compile(
    r"\b(?:we|our partners|this (?:site|website)) (?:and our partners )?(?:uses?|store) (?:\w+ )?cookies\b|"
    r"\bcookie policy\b",
    re.I,
)
RIGHTS = re.compile(r"all rights reserved|©\s?\d{4}|\bmay not be (?:published|reproduced)\b", re.I)

AGENCY = re.compile(
    r"\b(?:AP|AFP|PA|EPA|EPA-EFE|EFE|REX|UPI|ANSA|dpa|DPA|TASS|ITAR-TASS|Reuters|REUTERS|Getty|Shutterstock|Alamy|"
    r"Bloomberg|Xinhua|Anadolu|"
    r"iStock|Unsplash|Flickr|Wikimedia(?: Commons)?|NurPhoto|SOPA|Sputnik|Photo(?:s|graph|grapher|graphy)?|"
    r"Pictures?|Images?|Image|Pic|"
    r"Handout|Courtesy|Screengrab|Screenshot|File(?: photo)?|Twitter|Facebook|Instagram|Telegram|YouTube|TikTok|"
    r"Social media|Supplied|"
    r"Credit|Provided|via)\b"
)
CREDIT_END = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]\W{0,2}$")
CREDIT_TAIL = re.compile(
    r"(?:(?:^|[.!?)\]\"”|–—-]\s*)(?i:(?:photo(?:graph|grapher)?|picture|image|pic|illustration|credit|video|"
    r"source)s?"
    r"(?: credit| by| courtesy(?: of)?| via)?\s*[:/©]\s*\S).{0,80}|"
    r"\b(?i:photo(?:graph)?) by .{2,60}|\b(?:AP|AFP|PA|EPA|REUTERS|Reuters|Getty Images|"
    r"Shutterstock)\s?/\s?\S.{0,40}|"
    r"\b(?:via|©|courtesy of) (?:AP|AFP|Reuters|REUTERS|Getty Images|Shutterstock)[^.]{0,30})$"
)
CREDIT_LEAD = re.compile(
    r"(?:(?:file )?(?:photo|image|picture|photograph|pic|video|illustration|graphic)s?(?: (?:credit|caption|"
    r"source|by|courtesy(?: of)?))?\s*[:,–—©-]|"
    r"(?:photo|image|picture|photograph)s? (?:by|courtesy of|source|caption)\b|FILE\s*(?:PHOTO|PICTURE|"
    r"IMAGE)?\s*[:–—-]|(?:\w+ )?credits?:|caption:|foto:|fotos?\s*:|bild:|"
    r"getty images$|shutterstock$|reuters$|©)",
    re.I,
)

SIGN_OFF = re.compile(
    r"[(\[]?(?:(?:additional |further )?reporting|writing|editing|compiled|translated) by (?-i:[A-Z]).*|"
    r".{2,160}\bcontributed (?:to this (?:report|article|story)|reporting)\b.{0,60}|"
    r"(?-i:[A-Z])[\w’'-]+ reported from (?-i:[A-Z]).{2,60}|"
    r"(?:.{2,80} may be (?:reached|contacted) (?:at|by|on) .*|(?:e-?mail|reach|contact) .{2,80}(?:@|\bat http).*)|"
    r"(?:.{0,120}\b)?follow (?:(?:him|her|them|us|me|@\w+)\b|[^,;:]{2,60}) on (?:facebook|twitter|instagram|x|"
    r"threads|bluesky)\b"
    r".*|"
    r"more AP .*|follow .{2,40}[’']s? full coverage .*|[^\s@]{1,64}@[\w-]+(?:\.[\w-]+)+|@\w+|(?:https?://|www\.)\S+|[\w.-]+\.(?:com|"
    r"org|net)/\S+|_+|"
    r"\d+ of \d+|this article (?:was (?:first|originally) published|appeared|first appeared) .*",
    re.I,
)
