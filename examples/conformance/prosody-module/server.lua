-- A server around mod_cloud_notify: sessions as mod_smacks keeps them, a store, and hooks that are fired in the order in
-- which Prosody 0.12 fires them. What the module sends is collected as outputs.
local jid = require "util.jid";
local st = require "util.stanza";
local watchdog = require "util.watchdog";
local clock = require "virtual-clock";
local new_module = require "module-api";
local read = require "stream";

local function noop() end

-- What a store gives back is what was stored, and none of the tables that were handed to it.
local function copy(value)
	if type(value) ~= "table" then return value; end
	local copied = {};
	for k, v in pairs(value) do copied[copy(k)] = copy(v); end
	return copied;
end

return function (module_file, options)
	local server = { outputs = {}, failing = false };
	local hosts, stanzas, account = {}, {}, nil;

	local function put(output) table.insert(server.outputs, output); end

	local function load_host(name, stored)
		local host = { stored = stored };
		host.module = new_module {
			host = name;
			options = options;
			store = {
				get = function (_, user) return copy(host.stored[user]); end;
				set = function (_, user, value)
					if server.failing then return nil, "the disk is full"; end
					host.stored[user] = copy(value);
					return true;
				end;
			};
			timer = function (seconds, callback)
				local task = clock.add_task(seconds, callback);
				return { stop = function () clock.stop(task); end };
			end;
			send = function (stanza)
				put { _tag = "Published", account = host.account, iq = tostring(stanza) };
			end;
		};
		host.sessions = prosody.hosts[name].sessions;
		local environment = setmetatable({ module = host.module }, { __index = _G });
		assert(loadfile(module_file, "t", environment))();
		host.fire = prosody.hosts[name].events.fire_event;
		return host;
	end

	local function host_of(bare)
		local user, name = jid.split(bare);
		hosts[name] = hosts[name] or load_host(name, {});
		-- A publish comes from the domain and names no user; the laws have one user a domain.
		hosts[name].account = bare;
		return hosts[name], user;
	end

	-- one object a stanza, as there is one in a server
	local function stanza_of(delivery)
		local name = account.."\0"..delivery.key;
		stanzas[name] = stanzas[name] or read(delivery.stanza);
		return stanzas[name];
	end

	-- What is stored offline, or came for a session or the bare JID, is addressed to the account.
	local function addressed(delivery)
		local stanza = stanza_of(delivery);
		if jid.bare(stanza.attr.to) ~= account then stanza.attr.to = account; end
		return stanza;
	end

	-- mod_smacks keeps a copy for each session's queue, and the same one until it is acknowledged
	local function queued(session, delivery)
		local known = session.copies[delivery.key] or st.clone(addressed(delivery));
		session.copies[delivery.key] = known;
		return known;
	end

	local function queue_of(session, deliveries)
		local queue = {};
		for i, delivery in ipairs(deliveries) do queue[i] = queued(session, delivery); end
		return queue;
	end

	local function session_of(host, user, resource)
		local there = host.sessions[user];
		return there and there.sessions[resource];
	end

	local function each_session(act)
		for name, host in pairs(hosts) do
			for user, there in pairs(host.sessions) do
				for resource, session in pairs(there.sessions) do act(session, user.."@"..name, resource); end
			end
		end
	end

	-- Prosody waits for a hibernating session with a watchdog; the module puts another one in its place.
	local function note_timeouts()
		each_session(function (session, bare, resource)
			local dog = session.hibernating_watchdog;
			if dog and dog.timeout ~= session.noted then
				session.noted = dog.timeout;
				put { _tag = "ResumeTimeout", account = bare, resource = resource, timeoutMs = dog.timeout * 1000 };
			end
		end);
	end

	local on = {};

	function on.SessionOpened(host, user, event)
		host.sessions[user] = host.sessions[user] or { sessions = {} };
		local full = user.."@"..host.module.host.."/"..event.resource;
		host.sessions[user].sessions[event.resource] = {
			username = user, host = host.module.host, resource = event.resource, full_jid = full, log = noop, copies = {},
			send = function (stanza)
				put { _tag = "Replied", account = jid.bare(full), resource = event.resource, iq = tostring(stanza) };
			end;
		};
	end

	function on.SessionClosed(host, user, event)
		local there = host.sessions[user];
		if not there then return; end
		there.sessions[event.resource] = nil;
		if not next(there.sessions) then host.sessions[user] = nil; end
	end

	-- mod_iq: what no module takes is not available; what is for somebody else is not for the account's modules
	function on.IqReceived(host, user, event)
		local session = session_of(host, user, event.resource);
		if not session then return; end
		local stanza = read(event.iq);
		stanza.attr.from = session.full_jid;
		local child = stanza.tags[1];
		local name = "iq-"..stanza.attr.type.."/self/"..(child.attr.xmlns or "jabber:client")..":"..child.name;
		local is_own = not stanza.attr.to or jid.prep(stanza.attr.to) == jid.bare(session.full_jid);
		if not (is_own and host.fire(name, { origin = session, stanza = stanza })) and child.attr.xmlns == "urn:xmpp:push:0" then
			session.send(st.error_reply(stanza, "cancel", "service-unavailable"));
		end
	end

	function on.StoredOffline(host, user, event)
		local stanza = addressed(event.delivery);
		host.fire("message/offline/handle", { stanza = stanza, origin = { username = user }, username = user });
	end

	function on.GroupchatToBare(host, user, event)
		host.fire("message/bare/groupchat", { stanza = addressed(event.delivery), origin = { username = user } });
	end

	function on.Archived(host, user, event)
		local stanza = stanza_of(event.delivery);
		-- It is archived as it came, also where it was queued before.
		stanza.attr.to = read(event.delivery.stanza).attr.to;
		host.fire("archive-message-added", {
			stanza = stanza, origin = { username = user }, for_user = user, id = event.delivery.key
		});
	end

	function on.HibernationStarted(host, user, event)
		local session = session_of(host, user, event.resource);
		if not session then return; end
		session.hibernating = os.time();
		session.hibernating_watchdog = watchdog.new(event.resumeTimeoutMs / 1000, noop);
		session.noted = session.hibernating_watchdog.timeout;
		host.fire("smacks-hibernation-start", { origin = session, queue = queue_of(session, event.queue) });
	end

	function on.QueuedWhileHibernating(host, user, event)
		local session = session_of(host, user, event.resource);
		if not session then return; end
		host.fire("smacks-hibernation-stanza-queued", { origin = session, stanza = queued(session, event.delivery) });
	end

	function on.AckDelayed(host, user, event)
		local session = session_of(host, user, event.resource);
		if not session then return; end
		host.fire("smacks-ack-delayed", {
			origin = session, queue = queue_of(session, event.queue), stanza = event.cause and queued(session, event.cause)
		});
	end

	function on.SessionResumed(host, user, event)
		local session = session_of(host, user, event.resource);
		if not session then return; end
		if session.hibernating_watchdog then session.hibernating_watchdog:cancel(); end
		session.hibernating_watchdog, session.hibernating = nil, nil;
		host.fire("smacks-hibernation-end", { origin = session, resumed = session });
	end

	function on.PingRequested(host, user, event)
		local named;
		if event.registrations then
			named = {};
			for _, key in ipairs(event.registrations) do
				local identifier = key.service.."<"..key.node;
				named[identifier] = (host.stored[user] or {})[identifier];
			end
		end
		host.fire("cloud-notify-ping", { user = user, push_services = named });
	end

	function on.PublishAnswered(host, _, event, publish)
		if not publish or not publish.id then return; end
		local answer = event.answer;
		-- core/stanza_router: 'from' is prepared before any module sees it
		local from = jid.prep(event.from) or event.from;
		local iq = st.iq { type = "result", id = publish.id, from = from, to = host.module.host };
		if answer._tag == "Rejected" then
			iq.attr.type = "error";
			iq:tag("error", { type = answer.type }):tag(answer.condition, { xmlns = "urn:ietf:params:xml:ns:xmpp-stanzas" });
		end
		host.fire("iq-"..iq.attr.type.."/host/"..publish.id, { stanza = iq, origin = {} });
	end

	local function collected()
		note_timeouts();
		local outputs = server.outputs;
		server.outputs = {};
		return outputs;
	end

	function server.dispatch(bare, event, publish)
		account = bare;
		local act = on[event._tag];
		if not act then return { { _tag = "Unplayable", reason = "the module does not hear of "..event._tag } }; end
		local host, user = host_of(bare);
		act(host, user, event, publish);
		return collected();
	end

	function server.pass(seconds)
		clock.pass(seconds);
		return collected();
	end

	function server.features(bare)
		local host = host_of(bare);
		local reply = st.stanza("query");
		host.fire("account-disco-info", { reply = reply, origin = {} });
		local features = {};
		for feature in reply:childtags("feature") do table.insert(features, feature.attr.var); end
		return features;
	end

	-- as they were saved, in no order
	function server.registrations(bare)
		local host, user = host_of(bare);
		local saved = {};
		for _, one in pairs(host.stored[user] or {}) do
			table.insert(saved, { service = one.jid, node = one.node or "" });
		end
		return saved;
	end

	function server.restart()
		clock.forget();
		local before = hosts;
		hosts, stanzas = {}, {};
		for name, host in pairs(before) do hosts[name] = load_host(name, host.stored); end
		return collected();
	end

	return server;
end
