-- The part of Prosody's module API that mod_cloud_notify uses, over Prosody's own util libraries: one module on one host.
-- Hooks are kept as core/moduleapi.lua keeps them; what is sent, stored and waited for goes to whoever sets it up.
--
-- settings.host     its domain
-- settings.options  by the names of the configuration
-- settings.send     is called with every stanza that goes out
-- settings.store    { get = function (_, user), set = function (_, user, value) }
-- settings.timer    function (seconds, callback), gives back something with `stop`
local events = require "util.events";
local multitable = require "util.multitable";

-- luacheck: ignore 111/prosody 113/prosody
prosody = prosody or { hosts = {} };

return function (settings)
	local host_events = events.new();
	local hooks = multitable.new();
	local shared = {};
	local api = { host = settings.host };
	prosody.hosts[settings.host] = { sessions = {}, events = host_events };

	local function get_option(_, name, default)
		if settings.options[name] ~= nil then return settings.options[name]; end
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
	function api:shared() return shared; end
	function api:log() end
	function api:open_store() return settings.store; end
	function api:add_timer(seconds, callback) return settings.timer(seconds, callback); end
	function api:send(stanza) settings.send(stanza); end

	return api;
end
