-- Measures mod_cloud_notify: lua5.4 main.lua <directory of prosody> <module file> <set-up file> <file to measure>
-- or Prosody's parser:    lua5.4 main.lua <directory of prosody> parse <file of texts>
-- A line of a file is an operation: name, user, resource, key, text, with tabs between. Prints one JSON object.
local here = arg[0]:gsub("[^/]*$", "");
local lib = arg[1];
local kit = here.."../../../examples/conformance/prosody-module/"; -- the module API that the kit runs it with, too
package.path = lib.."/?.lua;"..here.."?.lua;"..kit.."?.lua;"..package.path;
package.cpath = lib.."/?.so;"..package.cpath;

local now = os.clock; -- processor time, as on the other side

local function lines_of(path)
	local lines = {};
	for line in io.lines(path) do lines[#lines + 1] = line; end
	return lines;
end

if arg[2] == "parse" then
	local parse = require "util.xml".parse;
	local texts = lines_of(arg[3]);
	local children = 0;
	collectgarbage();
	local before = now();
	for i = 1, #texts do children = children + #parse(texts[i]).tags; end
	print(('{"seconds":%.9f,"messages":%d,"children":%d}'):format(now() - before, #texts, children));
	return;
end

-- What goes out is written as text, as a server-to-server or component connection would.
local outbox = { count = 0, bytes = 0, last = nil };
function outbox.write(stanza) outbox.bytes = outbox.bytes + #tostring(stanza); end

local timers = {};
local function run_timers()
	local due = timers;
	timers = {};
	for i = 1, #due do due[i](); end
end

-- util.timer needs the network loop of a running server; util.watchdog, its only user here, never fires in a benchmark.
package.preload["util.timer"] = function () return { add_task = function () end }; end

local stored = {};
local timer = { stop = function () end };
local module = require "module-api" {
	host = "capulet.example";
	options = { push_notification_with_sender = true };
	store = {
		get = function (_, user) return stored[user]; end;
		set = function (_, user, value) stored[user] = value; return true; end;
	};
	timer = function (_, callback)
		timers[#timers + 1] = callback;
		return timer;
	end;
	send = function (stanza)
		outbox.count, outbox.last = outbox.count + 1, stanza;
		outbox.write(stanza);
	end;
};
local environment = setmetatable({ module = module }, { __index = _G });
assert(loadfile(arg[2], "t", environment))();
local last_of = {}; -- the last publish of each user's set-up, for what is refused
local operations = require "operations" {
	host = module.host, write = outbox.write, run_timers = run_timers, last_of = last_of;
};

local function prepare(line)
	local name, user, resource, key, text = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$");
	return operations[name](user, resource, key, text), user;
end

for _, line in ipairs(lines_of(arg[3])) do
	local run, user = prepare(line);
	outbox.last = nil;
	run();
	if outbox.last then last_of[user] = outbox.last; end
end
outbox.last = nil;

collectgarbage();
collectgarbage();
local kept_before = collectgarbage("count");
local work = {};
for i, line in ipairs(lines_of(arg[4])) do work[i] = prepare(line); end
local count, sent, bytes = #work, outbox.count, outbox.bytes;
collectgarbage();

local before = now();
for i = 1, count do work[i](); end
local seconds = now() - before;

work, outbox.last = nil, nil;
operations.forget();
collectgarbage();
collectgarbage();
print(('{"seconds":%.9f,"messages":%d,"pushes":%d,"bytes":%d,"keptBytes":%.0f}'):format(
	seconds, count, outbox.count - sent, outbox.bytes - bytes, (collectgarbage("count") - kept_before) * 1024));
