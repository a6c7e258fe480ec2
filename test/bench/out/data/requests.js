import { scramble } from "./random.js";
const jidOf = (user) => `user${user}@capulet.example`;
const deviceOf = (user, device) => {
  const id = scramble(user * 64 + device).toString(36);
  return {
    service: device % 2 === 0 ? "push.example" : "up.conversations.example",
    node: `node-${user}-${device}-${id}`,
    ...device % 2 === 0 ? {} : { secret: `secret-${id}${id}` }
  };
};
const formOf = (secret) => `<x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE" type="hidden"><value>http://jabber.org/protocol/pubsub#publish-options</value></field><field var="secret"><value>${secret}</value></field></x>`;
const enableRequest = (id, { service, node, secret }) => `<iq type="set" id="${id}"><enable xmlns="urn:xmpp:push:0" jid="${service}" node="${node}">${secret === void 0 ? "" : formOf(secret)}</enable></iq>`;
const disableRequest = (id, { service, node }) => `<iq type="set" id="${id}"><disable xmlns="urn:xmpp:push:0" jid="${service}" node="${node}"/></iq>`;
export {
  deviceOf,
  disableRequest,
  enableRequest,
  jidOf
};
