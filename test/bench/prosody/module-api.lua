-- The part of Prosody's module API that mod_cloud_notify uses, over Prosody's own util libraries. Hooks are kept as
-- core/moduleapi.lua keeps them; storage and log do nothing; timers wait until `run_timers`.
local events = require "util.events";
local multitable = require "util.multitable";

-- util.timer needs the network loop of a running server; util.watchdog, its only user here, never fires in a benchmark
package.preload["util.timer"] = function () return { add_task = function () end }; end

local host = "capulet.example";
local api = { host = host, sent = 0, bytes = 0, last_id = {} };
local host_events = events.new();
local hooks = multitable.new();
local timers = {};

prosody = { hosts = { [host] = { sessions = {}, events = host_events } }, events = host_events };

local options = { push_notification_with_sender = true };
local function get_option(_, name, default)
	if options[name] ~= nil then return options[name]; end
	return default;
end
api.get_option, api.get_option_boolean, api.get_option_number, api.get_option_string = get_option, get_option, get_option, get_option;

function api:hook(event, handler, priority)
	hooks:add(host_events, event, handler, true);
	return host_events.add_handler(event, handler, priority);
end

function api:unhook(event, handler)
	hooks:remove(host_events, event, handler);
	return host_events.remove_handler(event, handler);
end

function api:fire_event(...) return host_events.fire_event(...); end
function api:shared() self.shared_table = self.shared_table or {}; return self.shared_table; end
function api:log() end

function api:open_store()
	local stored = {};
	return {
		get = function (_, user) return stored[user]; end;
		set = function (_, user, value) stored[user] = value; return true; end;
	};
end

local timer = { stop = function () end };
function api:add_timer(_, callback)
	timers[#timers + 1] = callback;
	return timer;
end

function api.run_timers()
	local due = timers;
	timers = {};
	for i = 1, #due do due[i](); end
end

-- What goes out is written as text, as a server-to-server or component connection would.
function api.write(stanza)
	api.bytes = api.bytes + #tostring(stanza);
end

function api:send(stanza)
	self.sent = self.sent + 1;
	self.last = stanza;
	self.write(stanza);
end

return api;
