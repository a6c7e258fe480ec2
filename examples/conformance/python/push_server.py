#!/usr/bin/env python3
"""A small push server, to show how a program in any language is put under the laws (protocol.md).

It stores offline, archives, and decides as mod_cloud_notify does; it lets no session hibernate. With --planted-bug it
takes the node of a registration in lower case, and two laws say so.

    npm run kit -- --command "python3 examples/conformance/python/push_server.py"
"""
import json
import sys
from xml.etree import ElementTree as ET

from stanzas import (PUBSUB, PUSH, STANZA_ERRORS, Refused, facts_of, form_element, jid, jid_fault, name_of,
                     publish_options)

PLANTED_BUG = "--planted-bug" in sys.argv[1:]

MANIFEST = {
    "name": "a small server in Python",
    "policy": "prosody",
    "capabilities": {
        **dict.fromkeys(
            "offline archive errors stranger-answers delete-account save-failure restart concurrent several-accounts "
            "counts publish-ids inspect disco virtual-clock options:includeBody options:includeSender "
            "options:importantBody options:maxErrors options:maxDevices".split(), True),
        "hibernation": "its sessions do not hibernate",
        "service-message": "it reads no messages of push services",
    },
}


# One server: accounts with registrations, oldest first, and sessions with what they are bound to

class Server:
    def __init__(self, options):
        self.options, self.failing, self.saved, self.published, self.numbers = options, False, {}, 0, 0
        self.restart()

    def restart(self):
        self.waiting, self.told = {}, set()
        self.accounts = {name: {"registrations": json.loads(text), "sessions": {}} for name, text in self.saved.items()}
        return []

    def account(self, name):
        return self.accounts.setdefault(name, {"registrations": [], "sessions": {}})

    def save(self, name, registrations):
        if self.failing:
            return False
        account = self.account(name)
        account["registrations"], self.saved[name] = registrations, json.dumps(registrations)
        keys = [one["key"] for one in registrations]
        for resource, bound in account["sessions"].items():
            account["sessions"][resource] = bound if bound in keys else None
        return True

    def dispatch(self, name, event, publish):
        return getattr(self, "on_" + event["_tag"])(name, event, publish) or []

    def on_SessionOpened(self, name, event, _):
        self.account(name)["sessions"][event["resource"]] = None

    def on_SessionClosed(self, name, event, _):
        self.account(name)["sessions"].pop(event["resource"], None)

    def on_AccountDeleted(self, name, _event, _publish):
        self.accounts.pop(name, None)
        self.saved.pop(name, None)

    def on_IqReceived(self, name, event, _):
        iq, resource = ET.fromstring(event["iq"]), event["resource"]
        request = next(iter(iq), None)
        is_own = iq.get("to") is None or jid(iq.get("to")) == name
        if request is None or not is_own or name_of(request)[1] != PUSH or iq.get("type") not in ("get", "set"):
            return []
        reply = ET.Element("iq", {"type": "result", "from": name, "to": f"{name}/{resource}"})
        if iq.get("id") is not None:
            reply.set("id", iq.get("id"))
        try:
            self.answer(name, resource, iq.get("type"), request)
        except Refused as refused:
            kind, condition = refused.args
            reply.set("type", "error")
            ET.SubElement(ET.SubElement(reply, "error", type=kind), f"{{{STANZA_ERRORS}}}{condition}")
        return [{"_tag": "Replied", "account": name, "resource": resource, "iq": ET.tostring(reply, "unicode")}]

    def answer(self, name, resource, kind, request):
        action, account = name_of(request)[0], self.account(name)
        if kind == "get":
            raise Refused("cancel", "not-allowed")
        if action not in ("enable", "disable"):
            raise Refused("cancel", "feature-not-implemented")
        fault = jid_fault(request.get("jid", ""))
        if fault:
            raise Refused("modify", fault)
        service, node = jid(request.get("jid")), request.get("node", "")
        if PLANTED_BUG:
            node = node.lower()
        registrations = account["registrations"]
        if action == "disable":
            kept = [one for one in registrations if one["key"][0] != service or (node and one["key"][1] != node)]
        else:
            if service in (name, f"{name}/{resource}"):
                raise Refused("modify", "bad-request")
            if len(node.encode()) > 1024:
                raise Refused("modify", "policy-violation")
            self.numbers += 1
            known = next((one for one in registrations if one["key"] == [service, node]), {"number": self.numbers, "errors": 0})
            kept = [one for one in registrations if one["key"] != [service, node]]
            kept.append({**known, "key": [service, node], "options": publish_options(request)})
            kept = kept[-self.options["maxDevices"]:]
        if kept != registrations and not self.save(name, kept):
            raise Refused("wait", "internal-server-error")
        if action == "enable" and resource in account["sessions"]:
            account["sessions"][resource] = [service, node]

    def on_StoredOffline(self, name, event, _):
        return self.push(name, event, self.account(name)["registrations"])

    def on_Archived(self, name, event, _):
        account = self.account(name)
        facts = facts_of(name, ET.fromstring(event["delivery"]["stanza"]))
        bound = list(account["sessions"].values())
        reached = [one for one in account["registrations"] if facts["urgent"] or one["key"] not in bound]
        return self.push(name, event, reached if facts["addressed"] and bound else [])

    def push(self, name, event, registrations):
        facts = facts_of(name, ET.fromstring(event["delivery"]["stanza"]))
        outputs = []
        for registration in registrations:
            mark = (name, event["delivery"]["key"], registration["number"])
            if mark not in self.told:
                self.told.add(mark)
                outputs.append(self.publish(name, registration, self.summary(facts, event)))
        return outputs

    def summary(self, facts, counts):
        with_body = self.options["includeBody"] and facts["body"] is not None
        body = facts["body"] if with_body else self.options["importantBody"] if facts["important"] else ""
        pairs = [("message-count", str(counts.get("unread", 1))),
                 ("pending-subscription-count", str(counts.get("pendingSubscriptions", ""))),
                 ("last-message-sender", facts["sender"] if self.options["includeSender"] else None),
                 ("last-message-body", body)]
        return [["FORM_TYPE", "hidden", ["urn:xmpp:push:summary"]]] + [[k, None, [v]] for k, v in pairs if v]

    def publish(self, name, registration, fields):
        self.published += 1
        (service, node), number = registration["key"], f"push-{self.published}"
        self.waiting[number] = (name, registration["number"])
        iq = ET.Element("iq", {"type": "set", "id": number, "from": name.partition("@")[2], "to": service})
        pubsub = ET.SubElement(iq, f"{{{PUBSUB}}}pubsub")
        publish = ET.SubElement(pubsub, f"{{{PUBSUB}}}publish", {"node": node} if node else {})
        item = ET.SubElement(publish, f"{{{PUBSUB}}}item")
        ET.SubElement(item, f"{{{PUSH}}}notification").append(form_element(fields))
        if registration["options"] is not None:
            ET.SubElement(pubsub, f"{{{PUBSUB}}}publish-options").append(form_element(registration["options"]))
        return {"_tag": "Published", "account": name, "iq": ET.tostring(iq, "unicode")}

    def on_PublishAnswered(self, name, event, publish):
        identity = (publish or {}).get("id")
        if identity not in self.waiting or jid(event.get("from", "")) != event["registration"]["service"]:
            return
        _, number = self.waiting.pop(identity)
        registrations = [dict(one) for one in self.account(name)["registrations"]]
        found = next((one for one in registrations if one["number"] == number), None)
        answer = event["answer"]
        if found is None or (answer["_tag"] == "Rejected" and answer["type"] == "wait"):
            return
        found["errors"] = found["errors"] + 1 if answer["_tag"] == "Rejected" else 0
        self.save(name, [one for one in registrations if one["errors"] < self.options["maxErrors"]])

    def inspect(self, name):
        keys = [{"service": one["key"][0], "node": one["key"][1]} for one in self.account(name)["registrations"]]
        return {"registrations": keys, "features": [PUSH]}


# The protocol: one line in, one line out

def answer(server, call):
    kind = call["call"]
    if kind == "dispatch":
        return {"outputs": server.dispatch(call["account"], call["event"], call["publish"])}
    if kind == "dispatchTogether":
        pairs = zip(call["events"], call["publishes"])
        return {"outputs": [one for event, publish in pairs for one in server.dispatch(call["account"], event, publish)]}
    if kind == "failSaves":
        server.failing = call["failing"]
    return {"advance": lambda: {"outputs": []}, "restart": lambda: {"outputs": server.restart()},
            "inspect": lambda: server.inspect(call["account"])}.get(kind, dict)()


def main():
    server = None
    for line in sys.stdin:
        call = json.loads(line)
        if call["call"] == "start":
            server = Server(call["options"])
        print(json.dumps(MANIFEST if call["call"] == "manifest" else answer(server, call)), flush=True)


main()
