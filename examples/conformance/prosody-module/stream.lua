-- Stanzas as they come out of a client's stream: read by Prosody's own reader of streams.
local xmppstream = require "util.xmppstream";

local last;
local callbacks = { default_ns = "jabber:client" };
function callbacks.streamopened(session) session.notopen = nil; end
function callbacks.handlestanza(_, stanza) last = stanza; end
function callbacks.error(_, why, stanza) error("the stream ends with "..tostring(stanza or why), 0); end

return function (text)
	last = nil;
	local stream = xmppstream.new({ notopen = true }, callbacks);
	assert(stream:feed("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"));
	assert(stream:feed(text));
	return assert(last, "no stanza");
end
