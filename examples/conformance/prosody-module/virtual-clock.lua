-- A clock that goes on only when it is told to, in seconds, in the place of Prosody's timers and of the system's clock.
local clock = { now = 0 };
local tasks, count = {}, 0;

function clock.add_task(delay, callback)
	count = count + 1;
	local task = { due = clock.now + delay, order = count, callback = callback };
	tasks[task] = true;
	return task;
end

function clock.stop(task) tasks[task] = nil; end

function clock.forget() tasks = {}; end

local function next_due(before)
	local first;
	for task in pairs(tasks) do
		if task.due <= before and (not first or task.due < first.due
			or task.due == first.due and task.order < first.order) then
			first = task;
		end
	end
	return first;
end

-- A callback may name the seconds until it wants to be called again, as those of util.timer do.
function clock.pass(seconds)
	local last = clock.now + seconds;
	for task in next_due, last do
		clock.now, tasks[task] = task.due, nil;
		local again = task.callback(clock.now);
		if again then
			task.due, tasks[task] = clock.now + again, true;
		end
	end
	clock.now = last;
end

-- luacheck: ignore 122/os
os.time = function () return math.floor(clock.now); end
package.preload["util.timer"] = function () return { add_task = clock.add_task, stop = clock.stop }; end

return clock;
