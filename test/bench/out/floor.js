const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
const escapeText = (text) => /[&<>]/.test(text) ? text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? "") : text;
const escapeValue = (text) => /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "") : text;
const payloadOf = (sender) => `<notification xmlns="urn:xmpp:push:0"><x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE" type="hidden"><value>urn:xmpp:push:summary</value></field><field var="message-count"><value>1</value></field><field var="last-message-sender"><value>${escapeText(sender)}</value></field><field var="last-message-body"><value>New Message!</value></field></x></notification>`;
const optionsOf = (secret) => `<publish-options><x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE" type="hidden"><value>http://jabber.org/protocol/pubsub#publish-options</value></field><field var="secret"><value>${escapeText(secret)}</value></field></x></publish-options>`;
const requestOf = ({ service, node, secret }, payload) => `<iq type="set" from="capulet.example" to="${escapeValue(service)}"><pubsub xmlns="http://jabber.org/protocol/pubsub"><publish node="${escapeValue(node)}"><item>${payload}</item></publish>${secret === void 0 ? "" : optionsOf(secret)}</pubsub></iq>`;
const writeBoth = (devices, sender, write) => {
  const payload = payloadOf(sender);
  write(requestOf(devices[0], payload));
  write(requestOf(devices[1], payload));
};
export {
  writeBoth
};
