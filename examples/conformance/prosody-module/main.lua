-- Plays mod_cloud_notify to the conformance kit: lua5.4 main.lua <directory of prosody> <module file>
-- Calls come on standard input and answers go to standard output, one JSON object a line: see protocol.md.
local here = arg[0]:match("^(.*/)[^/]*$") or "./";
local lib, module_file = arg[1], arg[2];
package.path = here.."?.lua;"..lib.."/?.lua;"..package.path;
package.cpath = lib.."/?.so;"..package.cpath;

local clock = require "virtual-clock"; -- before anything that keeps the system's
local array = require "util.array";
local json = require "util.json";
local new_server = require "server";

local MANIFEST = {
	name = "mod_cloud_notify";
	version = "Prosody "..(assert(io.open(lib.."/prosody.version")):read("l"));
	policy = "prosody";
	capabilities = json.decode(assert(io.open(here.."capabilities.json")):read("a"));
};

-- The README's names, in its units.
local function configuration(options)
	return {
		push_notification_with_body = options.includeBody;
		push_notification_with_sender = options.includeSender;
		push_notification_important_body = options.importantBody;
		push_max_errors = options.maxErrors;
		push_max_devices = options.maxDevices;
		push_max_hibernation_timeout = options.maxHibernationMs / 1000;
	};
end

local server;
local function outputs(list) return { outputs = array(list) }; end

local answers = {};
function answers.manifest() return MANIFEST; end
function answers.start(call)
	clock.forget();
	server = new_server(module_file, configuration(call.options));
	return {};
end
function answers.dispatch(call) return outputs(server.dispatch(call.account, call.event, call.publish)); end
function answers.dispatchTogether(call)
	local all = {};
	for i, event in ipairs(call.events) do
		for _, output in ipairs(server.dispatch(call.account, event, (call.publishes or {})[i])) do table.insert(all, output); end
	end
	return outputs(all);
end
function answers.advance(call) return outputs(server.pass(call.ms / 1000)); end
function answers.inspect(call)
	return { features = array(server.features(call.account)), registrations = array(server.registrations(call.account)) };
end
function answers.failSaves(call) server.failing = call.failing; return {}; end
function answers.restart() return outputs(server.restart()); end
function answers.stop() server = nil; return {}; end

for line in io.lines() do
	local call = json.decode(line);
	local done, answer = pcall(answers[call.call], call);
	io.write(json.encode(done and answer or { error = tostring(answer) }), "\n");
	io.flush();
end
