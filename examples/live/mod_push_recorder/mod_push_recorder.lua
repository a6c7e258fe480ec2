-- Records what a server sees that matters to push notifications (XEP-0357): one JSON object a line.
--
-- The first line names the format and the push options of this host. Then, in the order in which things happened:
--   {"account":…,"at":…,"event":{"_tag":…,…}}  what the hooks saw, before mod_cloud_notify acted on it
--   {"account":…,"at":…,"sent":"<iq …/>"}      what the server sent because of push: publishes, and replies to
--                                              enable and disable
-- The events are those of xmpp-push-rules, every XML element as its text, so that a recorded day can be replayed.
--
-- Options: push_recorder_file, relative to the data folder, "push-recorder-HOST.ndjson" where there is none;
-- push_recorder_context, false: with each stanza, whether its sender is in the user's roster.
-- Message bodies are in the file: record on a server whose users agreed to it.

local array = require "util.array";
local cache = require "util.cache";
local filters = require "util.filters";
local jid = require "util.jid";
local json = require "util.json";
local rostermanager = require "core.rostermanager";
local now = require "util.time".now;
local st = require "util.stanza";

local xmlns_push = "urn:xmpp:push:0";

-- mod_cloud_notify hooks at the default priority 0 and, for messages, at 1: we have to be before it.
local first = 10;

-- Writing ------------------------------------------------------------------------------------------------------

local path = require "util.paths".resolve_relative_path(prosody.paths.data,
	module:get_option_string("push_recorder_file", "push-recorder-"..module.host..".ndjson"));
local file = assert(io.open(path, "a"));
file:setvbuf("line");

local function write(line)
	file:write(json.encode_ordered(line), "\n");
end

local function account_of(username)
	return jid.join(username, module.host);
end

local function record_event(username, tag, event)
	event._tag = tag;
	write { account = account_of(username); at = math.floor(now() * 1000); event = event };
end

local function record_sent(username, stanza)
	write { account = account_of(username); at = math.floor(now() * 1000); sent = tostring(stanza) };
end

-- Keys: one name for all copies of a stanza ----------------------------------------------------------------------
--
-- Prosody knows a stanza by the table that holds it, and clones it on the way: for the archive, for each queue of
-- stream management. A copy gets the key of what it was copied from, by the first of these that applies:
--   1. the table was seen before
--   2. the copy that is delivered after archiving carries the archive's id, in a <stanza-id/> of the account
--   3. an offline message that was read back from the store: the same text, but for its <delay/>
--   4. it is new: a number
-- A carbon is a new message that Prosody made, so it gets a key of its own.

local key_of_table = setmetatable({}, { __mode = "k" });
local key_of_stored = cache.new(1000);
local last_number = 0;

local function without_delay(stanza)
	local copy = st.clone(stanza);
	copy:maptags(function (tag)
		if tag.name ~= "delay" then return tag; end
	end);
	return tostring(copy);
end

local function key_of(username, stanza)
	local key = key_of_table[stanza];
	if key then return key; end
	local archived = stanza.name == "message"
		and stanza:get_child_with_attr("stanza-id", "urn:xmpp:sid:0", "by", account_of(username));
	if archived then
		key = archived.attr.id;
	elseif stanza.name == "message" and stanza:get_child("delay", "urn:xmpp:delay") then
		key = key_of_stored:get(account_of(username).." "..without_delay(stanza));
	end
	if not key then
		last_number = last_number + 1;
		key = "n"..last_number;
	end
	key_of_table[stanza] = key;
	return key;
end

-- What only the server knows of a stanza: whether the sender is in the user's roster.
local tells_context = module:get_option_boolean("push_recorder_context", false);

local function context_of(username, stanza)
	if not tells_context or not stanza.attr.from then return nil; end
	local roster = rostermanager.load_roster(username, module.host);
	return { senderKnown = roster ~= nil and roster[jid.bare(stanza.attr.from)] ~= nil };
end

local function delivery(username, stanza)
	return { key = key_of(username, stanza); stanza = tostring(stanza); context = context_of(username, stanza) };
end

local function deliveries(username, queue)
	local list = array();
	for _, stanza in ipairs(queue) do
		list:push(delivery(username, stanza));
	end
	return list;
end

-- Sessions -------------------------------------------------------------------------------------------------------

module:hook("resource-bind", function (event)
	record_event(event.session.username, "SessionOpened", { resource = event.session.resource });
end, first);

module:hook("resource-unbind", function (event)
	record_event(event.session.username, "SessionClosed", { resource = event.session.resource });
end, first);

local resume_timeout = module:get_option_number("smacks_hibernation_time", 600);

module:hook("smacks-hibernation-start", function (event)
	local session = event.origin;
	record_event(session.username, "HibernationStarted", {
		resource = session.resource;
		queue = deliveries(session.username, event.queue);
		resumeTimeoutMs = resume_timeout * 1000;
	});
end, first);

module:hook("smacks-hibernation-stanza-queued", function (event)
	local session = event.origin;
	-- What is in the queue is a clone, made since our filter below named the stanza.
	key_of_table[event.stanza] = session.push_recorder_key;
	record_event(session.username, "QueuedWhileHibernating", {
		resource = session.resource;
		delivery = delivery(session.username, event.stanza);
	});
end, first);

module:hook("smacks-ack-delayed", function (event)
	local session = event.origin;
	if not session.username then return; end
	record_event(session.username, "AckDelayed", {
		resource = session.resource;
		queue = deliveries(session.username, event.queue);
		cause = event.stanza and delivery(session.username, event.stanza);
	});
end, first);

module:hook("smacks-hibernation-end", function (event)
	local session = event.resumed;
	if session then
		record_event(session.username, "SessionResumed", { resource = session.resource });
	end
end, first);

-- Messages -------------------------------------------------------------------------------------------------------

module:hook("archive-message-added", function (event)
	key_of_table[event.stanza] = event.id;
	record_event(event.for_user, "Archived", { delivery = delivery(event.for_user, event.stanza) });
end, first);

local function addressee(event)
	return event.stanza.attr.to and jid.node(event.stanza.attr.to) or event.origin.username;
end

module:hook("message/offline/handle", function (event)
	local username = addressee(event);
	local recorded = delivery(username, event.stanza);
	key_of_stored:set(account_of(username).." "..without_delay(event.stanza), recorded.key);
	record_event(username, "StoredOffline", { delivery = recorded });
end, first);

module:hook("message/bare/groupchat", function (event)
	local username = addressee(event);
	record_event(username, "GroupchatToBare", { delivery = delivery(username, event.stanza) });
end, first);

-- Enabling and disabling: the request as an event, its reply as something sent --------------------------------------

local function record_request(event)
	local session, stanza = event.origin, event.stanza;
	record_event(session.username, "IqReceived", { resource = session.resource; iq = tostring(stanza) });
	session.push_recorder_requests = session.push_recorder_requests or {};
	session.push_recorder_requests[stanza.attr.id] = true;
end

module:hook("iq/self", function (event)
	local child = event.stanza.tags[1];
	if child and child.attr.xmlns == xmlns_push and (event.stanza.attr.type == "set" or event.stanza.attr.type == "get") then
		record_request(event);
	end
end, first);

-- Filters see the sessions of every host.
local function is_ours(stanza, session)
	return session.username and session.host == module.host and st.is_stanza(stanza)
		and (not stanza.attr.xmlns or stanza.attr.xmlns == "jabber:client");
end

-- Before stream management (-999) queues a stanza: name it, and note the replies.
local function before_queue(stanza, session)
	if not is_ours(stanza, session) then return stanza; end
	local requests, id = session.push_recorder_requests, stanza.attr.id;
	if requests and id and requests[id] and stanza.name == "iq" and (stanza.attr.type == "result" or stanza.attr.type == "error") then
		requests[id] = nil;
		record_sent(session.username, stanza);
	end
	session.push_recorder_key = key_of(session.username, stanza);
	return stanza;
end

-- After stream management: the clone that it put at the end of its queue has the same name.
local function after_queue(stanza, session)
	if not is_ours(stanza, session) or not session.outgoing_stanza_queue or session.resending_unacked then return stanza; end
	local queue = session.outgoing_stanza_queue:table();
	local queued = queue[#queue];
	if queued and not key_of_table[queued] then
		key_of_table[queued] = session.push_recorder_key;
	end
	return stanza;
end

local function watch(session)
	filters.add_filter(session, "stanzas/out", before_queue, -998);
	filters.add_filter(session, "stanzas/out", after_queue, -1000);
end
filters.add_filter_hook(watch);

-- Publishes and their answers ------------------------------------------------------------------------------------

local published = cache.new(10000);

-- Last of the hooks on it: a module that blocks a push does so before.
module:hook("cloud_notify/push", function (event)
	local iq = event.notification_stanza;
	published:set(iq.attr.id, {
		username = event.username;
		registration = { service = event.push_info.jid; node = event.push_info.node or "" };
	});
	record_sent(event.username, iq);
end, -1000);

module:hook("iq/host", function (event)
	local stanza = event.stanza;
	local publish = published:get(stanza.attr.id);
	if not publish then return; end
	local answer;
	if stanza.attr.type == "result" then
		answer = { _tag = "Accepted" };
	elseif stanza.attr.type == "error" then
		local error_type, condition = stanza:get_error();
		answer = { _tag = "Rejected"; type = error_type; condition = condition };
	else
		return;
	end
	-- It stays known: somebody else may have answered first, and then comes the service itself.
	record_event(publish.username, "PublishAnswered", {
		registration = publish.registration;
		from = stanza.attr.from;
		answer = answer;
	});
end, first);

module:hook("cloud-notify-ping", function (event)
	local named;
	if event.push_services then
		named = array();
		for _, push_info in pairs(event.push_services) do
			named:push { service = push_info.jid; node = push_info.node or "" };
		end
	end
	record_event(event.user, "PingRequested", { registrations = named });
end, first);

module:hook_global("user-deleted", function (event)
	if event.host == module.host then record_event(event.username, "AccountDeleted", {}); end
end, first);

-- The first line -------------------------------------------------------------------------------------------------

write {
	format = "xmpp-push-rules/1";
	-- What was sent is recorded too, so that a replay can be compared with it.
	recorded = true;
	options = {
		push_notification_with_body = module:get_option_boolean("push_notification_with_body", false);
		push_notification_with_sender = module:get_option_boolean("push_notification_with_sender", false);
		push_notification_important_body = module:get_option_string("push_notification_important_body", "New Message!");
		push_max_errors = module:get_option_number("push_max_errors", 16);
		push_max_devices = module:get_option_number("push_max_devices", 5);
		push_max_hibernation_timeout = module:get_option_number("push_max_hibernation_timeout", 72*3600);
	};
};

function module.unload()
	filters.remove_filter_hook(watch);
	file:close();
end
