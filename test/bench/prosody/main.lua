-- Measures mod_cloud_notify: lua5.4 main.lua <directory of prosody> <module file> <set-up file> <file to measure>
-- or Prosody's parser:    lua5.4 main.lua <directory of prosody> parse <file of texts>
-- A line of a file is an operation: name, user, resource, key, text, with tabs between. Prints one JSON object.
local here = arg[0]:gsub("[^/]*$", "");
local lib = arg[1];
package.path = lib.."/?.lua;"..here.."?.lua;"..package.path;
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

local module = require "module-api";
module.last_of = {};
local environment = setmetatable({ module = module }, { __index = _G });
assert(loadfile(arg[2], "t", environment))();
local operations = require "operations"(module);

local function prepare(line)
	local name, user, resource, key, text = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$");
	return operations[name](user, resource, key, text), user;
end

for _, line in ipairs(lines_of(arg[3])) do
	local run, user = prepare(line);
	module.last = nil;
	run();
	if module.last then module.last_of[user] = module.last; end
end
module.last = nil;

collectgarbage();
collectgarbage();
local kept_before = collectgarbage("count");
local work = {};
for i, line in ipairs(lines_of(arg[4])) do work[i] = prepare(line); end
local count, sent, bytes = #work, module.sent, module.bytes;
collectgarbage();

local before = now();
for i = 1, count do work[i](); end
local seconds = now() - before;

work, module.last = nil, nil;
operations.forget();
collectgarbage();
collectgarbage();
print(('{"seconds":%.9f,"messages":%d,"pushes":%d,"bytes":%d,"keptBytes":%.0f}'):format(
	seconds, count, module.sent - sent, module.bytes - bytes, (collectgarbage("count") - kept_before) * 1024));
