-- What can happen on the server, by name. Each operation prepares itself outside of the measured time and gives back a
-- function that does the work.
local xml = require "util.xml";
local st = require "util.stanza";

local function noop() end

-- settings.host        the domain
-- settings.write       what a session sends to its client
-- settings.run_timers  calls whatever waits
-- settings.last_of     the last publish, by user
return function (settings)
	local fire = prosody.hosts[settings.host].events.fire_event;
	local users = prosody.hosts[settings.host].sessions;
	local stanzas = {};

	local function session_of(user, resource)
		users[user] = users[user] or { sessions = {} };
		local sessions = users[user].sessions;
		sessions[resource] = sessions[resource] or {
			username = user, host = settings.host, resource = resource, log = noop, send = settings.write,
		};
		return sessions[resource];
	end

	-- one object a key, as a stanza stays one object in a server
	local function stanza_of(key, text)
		stanzas[key] = stanzas[key] or assert(xml.parse(text));
		return stanzas[key];
	end

	local op = {};

	function op.offline(_, _, key, text)
		local event = { stanza = stanza_of(key, text), origin = {} };
		return function () fire("message/offline/handle", event); end;
	end

	function op.archive(user, _, key, text)
		local event = { stanza = stanza_of(key, text), origin = {}, for_user = user, id = key };
		return function () fire("archive-message-added", event); end;
	end

	function op.iq(user, resource, _, text)
		local stanza = assert(xml.parse(text));
		local session = session_of(user, resource);
		stanza.attr.from = user.."@"..settings.host.."/"..resource;
		local event = { origin = session, stanza = stanza };
		local name = "iq-set/self/urn:xmpp:push:0:"..stanza.tags[1].name;
		return function () fire(name, event); end;
	end

	function op.close(user)
		return function () users[user] = nil; end;
	end

	function op.hibernate(user, resource)
		local session = session_of(user, resource);
		session.hibernating = true;
		return function () fire("smacks-hibernation-start", { origin = session, queue = {} }); end;
	end

	function op.queue(user, resource, key, text)
		local event = { origin = session_of(user, resource), stanza = stanza_of(key, text) };
		return function ()
			fire("smacks-hibernation-stanza-queued", event);
			settings.run_timers();
		end;
	end

	-- the last publish, refused by its push service
	function op.reject(user)
		local publish = settings.last_of[user];
		local stanza = st.error_reply(publish, "cancel", "item-not-found");
		return function () fire("iq-error/host/"..stanza.attr.id, { stanza = stanza }); end;
	end

	function op.forget() stanzas = {}; end

	return op;
end
