"""What a push server reads and writes: XML, JIDs, forms, and what a stanza is to the rules."""
import re
import unicodedata
from xml.etree import ElementTree as ET

PUSH, PUBSUB, FORM = "urn:xmpp:push:0", "http://jabber.org/protocol/pubsub", "jabber:x:data"
PUBLISH_OPTIONS = PUBSUB + "#publish-options"
STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas"
CARBONS, FORWARD = "urn:xmpp:carbons:2", "urn:xmpp:forward:0"
CONTENT = {"", "jabber:client", "jabber:server", "jabber:component:accept"}
OMEMO_LEGACY = {("encrypted", "eu.siacs.conversations.axolotl"), ("encrypted", "urn:xmpp:omemo:0")}
PGP = {("x", "jabber:x:encrypted"), ("openpgp", "urn:xmpp:openpgp:0")}
ALSO_ENCRYPTED = {("encrypted", "urn:xmpp:omemo:1"), ("encrypted", "urn:xmpp:omemo:2"), ("encryption", "urn:xmpp:eme:0")}
CALL = {("propose", "urn:xmpp:jingle-message:0")}

# Each has a prefix: a default namespace would be that of the iq around it, too, which is in none.
for prefix, namespace in (("pubsub", PUBSUB), ("push", PUSH), ("data", FORM)):
    ET.register_namespace(prefix, namespace)


# XML: a name is (local name, namespace); what a stanza itself is made of has no namespace

def name_of(element):
    namespace, _, local = element.tag[1:].partition("}") if element.tag[0] == "{" else ("", "", element.tag)
    return local, "" if namespace in CONTENT else namespace


def children(element, name):
    return [] if element is None else [child for child in element if name_of(child) == name]


def child(element, *path):
    for name in path:
        element = next(iter(children(element, name)), None)
    return element


def text_of(element):
    return "".join([element.text or ""] + [one.tail or "" for one in element])


# JIDs (RFC 7622); one out of a request was prepared by nobody

def jid_parts(text):
    bare, slash, resource = text.partition("/")
    local, at, domain = bare.rpartition("@") if bare.count("@") == 1 else ("", "", bare)
    return local.lower(), bool(at), re.sub(r"\.$", "", domain.lower()), resource, bool(slash)


def jid_fault(text):
    local, at, domain, resource, slash = jid_parts(text)
    if any(len(part.encode()) > 1023 for part in (local, domain, resource)):
        return "policy-violation"
    forbidden = re.compile(r"[\x00-\x20\x7f-\xa0\"&'/:<>@]")
    is_domain = re.fullmatch(r"\[[0-9a-f:.]+\]", domain) or (
        all(domain.split(".")) and not forbidden.search(domain) and not re.search(r"[\[\]]", domain)
        and unicodedata.normalize("NFKC", domain).lower() == domain
        and not any(unicodedata.category(one) == "Cf" or one in "\u3002\uff0e\uff61" for one in domain))
    is_good = is_domain and (not at or (local and not forbidden.search(local))) and (
        not slash or (resource and not re.search(r"[\x00-\x1f\x7f-\x9f]", resource)))
    return None if is_good else "bad-request"


def jid(text):
    local, at, domain, resource, slash = jid_parts(text)
    return (local + "@" if at else "") + domain + ("/" + resource if slash else "")


def bare(text):
    return text.partition("/")[0]


class Refused(Exception):
    pass


# Forms: a field is [name, type, values]

def fields_of(form):
    return [[field.get("var"), field.get("type"), [text_of(value) for value in children(field, ("value", FORM))]]
            for field in children(form, ("field", FORM))]


def form_types(fields):
    return [value for name, _, values in fields if name == "FORM_TYPE" for value in values]


def octets(fields):
    texts = [text or "" for name, kind, values in fields for text in [name, kind, *values]]
    markup = sum(len('<field var="" type=""></field>') + len("<value></value>") * len(values) for _, _, values in fields)
    return markup + sum(len(re.sub(r"[&<>\"'\t\n\r]", "&quot;", text).encode()) for text in texts)


def publish_options(enable):
    forms = [fields_of(form) for form in children(enable, ("x", FORM)) if form.get("type") != "cancel"]
    if not forms:
        return None
    ours = [form for form in forms if form_types(form) == [PUBLISH_OPTIONS]]
    untyped = [form for form in forms if all(name != "FORM_TYPE" for name, _, _ in form)]
    fields = next(iter(ours + untyped), None)
    if fields is None or sum(name == "FORM_TYPE" for name, _, _ in fields) > 1:
        raise Refused("modify", "bad-request")
    if octets(fields) > 8192:
        raise Refused("modify", "policy-violation")
    hidden = ["FORM_TYPE", "hidden", [PUBLISH_OPTIONS]]
    return ([] if ours else [hidden]) + [hidden if field[0] == "FORM_TYPE" else field for field in fields]


def form_element(fields):
    form = ET.Element(f"{{{FORM}}}x", type="submit")
    for name, kind, values in fields:
        field = ET.SubElement(form, f"{{{FORM}}}field", {k: v for k, v in (("var", name), ("type", kind)) if v is not None})
        for value in values:
            ET.SubElement(field, f"{{{FORM}}}value").text = value
    return form


# What a stanza is to the rules

def facts_of(account, stanza):
    facts = {"addressed": stanza.get("to") is None or bare(jid(stanza.get("to"))) == account,
             "sender": stanza.get("from"), "body": None, "important": False, "urgent": False}
    if name_of(stanza) != ("message", ""):
        return facts
    wrapped = next((one for one in stanza if name_of(one) in {("received", CARBONS), ("sent", CARBONS)}), None)
    inner = child(wrapped, ("forwarded", FORWARD), ("message", ""))
    is_carbon = inner is not None and stanza.get("from") is not None and jid(stanza.get("from")) == account
    if is_carbon and name_of(wrapped)[0] == "sent":
        return facts
    message = inner if is_carbon else stanza
    names = {name_of(one) for one in message}
    texts = [text for text in map(text_of, children(message, ("body", ""))) if text]
    is_otr = bool(texts) and texts[0].startswith("?OTR")
    is_encrypted = is_otr or bool(names & (OMEMO_LEGACY | PGP | ALSO_ENCRYPTED))
    is_subject = message.get("type") == "groupchat" and ("subject", "") in names
    return {**facts,
            "sender": message.get("from"),
            "body": texts[0] if texts and not is_encrypted else None,
            "urgent": bool(names & CALL) and not is_carbon,
            "important": message.get("type") != "headline" and (
                bool(names & (OMEMO_LEGACY | PGP | CALL)) or (bool(texts) and not is_subject))}
