%% Records what ejabberd sees that matters to push notifications (XEP-0357), in the format of mod_push_recorder.lua:
%% a first line with the format and the options, then one JSON object a line, an event or something that was sent.
%%
%% Started with push_recorder:start(Host, File, Options), where Options is the JSON text of the first line's options.
%% Every hook runs before mod_push's own (which are at 50 and 55), so that an event stands before what it caused.
-module(push_recorder).

-export([start/3]).
-export([opened/3, closed/3, packet_from_user/1, handle_send/3, pending/1, resumed/1, archived/7, archived/8, offline/1,
	 routed/1]).

-define(NS_PUSH, <<"urn:xmpp:push:0">>).
-define(TABLE, push_recorder).

start(Host, File, Options) ->
    ok = filelib:ensure_dir(File),
    case ets:info(?TABLE) of
	undefined ->
	    %% A process of its own keeps the table, and keeps lines of several processes apart.
	    Owner = self(),
	    spawn(fun() ->
			  register(push_recorder_writer, self()),
			  ets:new(?TABLE, [named_table, public]),
			  Owner ! push_recorder_ready,
			  write_loop()
		  end),
	    receive push_recorder_ready -> ok end,
	    ejabberd_hooks:add(filter_packet, ?MODULE, routed, 40);
	_ -> ok
    end,
    ets:insert(?TABLE, {{file, Host}, File}),
    write(Host, ["{\"format\":\"xmpp-push-rules/1\",\"recorded\":true,\"options\":", Options, "}\n"]),
    [ejabberd_hooks:add(Hook, Host, ?MODULE, Function, Priority)
     || {Hook, Function, Priority} <-
	    [{sm_register_connection_hook, opened, 40},
	     {sm_remove_connection_hook, closed, 40},
	     {user_send_packet, packet_from_user, 40},
	     {c2s_handle_send, handle_send, 40},
	     {c2s_session_pending, pending, 40},
	     {c2s_session_resumed, resumed, 40},
	     {store_mam_message, archived, 40},
	     {offline_message_hook, offline, 52}]],
    ok.

write_loop() ->
    receive
	{File, Line} ->
	    ok = file:write_file(File, Line, [append]),
	    write_loop()
    end.

write(Host, Line) ->
    case ets:lookup(?TABLE, {file, Host}) of
	[{_, File}] -> push_recorder_writer ! {File, Line};
	[] -> ok
    end.

line({User, Host}, What) ->
    At = os:system_time(millisecond),
    write(Host, [json({[{account, <<User/binary, "@", Host/binary>>}, {at, At}, What]}), "\n"]).

%% Its own writer: which library ejabberd has for JSON changes with the version.
json({Members}) -> [${, lists:join($,, [[json(Name), $:, json(Value)] || {Name, Value} <- Members]), $}];
json(List) when is_list(List) -> [$[, lists:join($,, [json(One) || One <- List]), $]];
json(Number) when is_integer(Number) -> integer_to_binary(Number);
json(Atom) when is_atom(Atom) -> json(atom_to_binary(Atom, utf8));
json(Text) when is_binary(Text) -> [$", [escaped(Byte) || <<Byte>> <= Text], $"].

escaped($") -> "\\\"";
escaped($\\) -> "\\\\";
escaped(Byte) when Byte < 32 -> io_lib:format("\\u~4.16.0b", [Byte]);
escaped(Byte) -> Byte.

event(Account, Tag, Fields) -> line(Account, {event, {[{'_tag', Tag} | Fields]}}).
sent(Account, Stanza) -> line(Account, {sent, text(Stanza)}).

text(Stanza) -> fxml:element_to_binary(xmpp:encode(Stanza, <<"jabber:client">>)).

%% ejabberd names every incoming message once (its stanza id, also the archive's); copies keep it as they are records.
%% A carbon is a message of its own.
delivery(Stanza) ->
    Kind = case is_message(Stanza) andalso xmpp:get_meta(Stanza, carbon_copy, false) of
	       true -> <<"carbon-">>;
	       false -> <<>>
	   end,
    Key = case is_message(Stanza) andalso xmpp:get_meta(Stanza, stanza_id, undefined) of
	      ID when is_integer(ID) -> integer_to_binary(ID);
	      _ -> <<"n", (integer_to_binary(erlang:phash2(Stanza, 1 bsl 32)))/binary>>
	  end,
    {[{key, <<Kind/binary, Key/binary>>}, {stanza, text(Stanza)}]}.

is_message(Stanza) -> is_tuple(Stanza) andalso element(1, Stanza) =:= message.
is_iq(Stanza) -> is_tuple(Stanza) andalso element(1, Stanza) =:= iq.

account(JID) -> {User, Host, _} = jid:tolower(JID), {User, Host}.
resource(JID) -> element(3, jid:tolower(JID)).

%% What this process publishes next is for this account: mod_push runs in the same process, after our hook.
publishes_for(Account) -> put(push_recorder_account, Account).

%% Sessions ------------------------------------------------------------------------------------------------------

%% A resource that is open already is opened again by a resumption, or by a client that takes it over; the old one closes
%% a moment later. Only `resumed` tells which it was.
opened(SID, JID, _Info) ->
    case ets:lookup(?TABLE, {session, JID}) of
	[] ->
	    ets:insert(?TABLE, {{session, JID}, SID, open}),
	    session_event(JID, <<"SessionOpened">>);
	[_] -> ets:insert(?TABLE, {{session, JID}, SID, taken_over})
    end.

closed(SID, JID, _Info) ->
    case ets:lookup(?TABLE, {session, JID}) of
	[{_, SID, _}] ->
	    ets:delete(?TABLE, {session, JID}),
	    session_event(JID, <<"SessionClosed">>);
	[{_, Newer, taken_over}] ->
	    ets:insert(?TABLE, {{session, JID}, Newer, open}),
	    session_event(JID, <<"SessionClosed">>),
	    session_event(JID, <<"SessionOpened">>);
	_ -> ok
    end.

session_event(JID, Tag) -> event(account(JID), Tag, [{resource, resource(JID)}]).

pending(#{jid := JID, mgmt_queue := Queue, mgmt_timeout := Timeout} = State) ->
    publishes_for(account(JID)),
    event(account(JID), <<"HibernationStarted">>,
	  [{resource, resource(JID)},
	   {queue, [delivery(Stanza) || {_, _, Stanza} <- p1_queue:to_list(Queue)]},
	   {resumeTimeoutMs, Timeout}]),
    State;
pending(State) -> State.

resumed(#{jid := JID} = State) ->
    ets:update_element(?TABLE, {session, JID}, {3, open}),
    session_event(JID, <<"SessionResumed">>),
    State.

handle_send(#{mgmt_state := pending, jid := JID} = State, Stanza, _Result) ->
    case xmpp:is_stanza(Stanza) of
	true ->
	    publishes_for(account(JID)),
	    event(account(JID), <<"QueuedWhileHibernating">>,
		  [{resource, resource(JID)}, {delivery, delivery(Stanza)}]);
	false -> ok
    end,
    State;
handle_send(#{jid := JID} = State, Stanza, _Result) ->
    Request = {request, JID, is_iq(Stanza) andalso xmpp:get_id(Stanza)},
    case is_iq(Stanza) andalso ets:take(?TABLE, Request) of
	[_] -> sent(account(JID), Stanza);
	_ -> ok
    end,
    State;
handle_send(State, _Stanza, _Result) -> State.

%% Requests ------------------------------------------------------------------------------------------------------

packet_from_user({Stanza, #{jid := JID} = _State} = Acc) ->
    case is_iq(Stanza) andalso xmpp:get_els(Stanza) of
	[Child] ->
	    IsPush = xmpp:get_ns(Child) =:= ?NS_PUSH andalso lists:member(xmpp:get_type(Stanza), [get, set]),
	    if IsPush ->
		    ets:insert(?TABLE, {{request, JID, xmpp:get_id(Stanza)}}),
		    event(account(JID), <<"IqReceived">>, [{resource, resource(JID)}, {iq, text(Stanza)}]);
	       true -> ok
	    end;
	_ -> ok
    end,
    Acc.

%% Messages ------------------------------------------------------------------------------------------------------

archived(Stanza, User, Host, _Peer, _Nick, chat, _Direction) when Stanza /= drop ->
    publishes_for({User, Host}),
    event({User, Host}, <<"Archived">>, [{delivery, delivery(Stanza)}]),
    Stanza;
archived(Stanza, _User, _Host, _Peer, _Nick, _Type, _Direction) -> Stanza.

%% Later versions hand over one thing more.
archived(Stanza, User, Host, Peer, Nick, Type, Direction, _More) ->
    archived(Stanza, User, Host, Peer, Nick, Type, Direction).

offline({offlined, Stanza} = Acc) ->
    Account = account(xmpp:get_to(Stanza)),
    publishes_for(Account),
    event(Account, <<"StoredOffline">>, [{delivery, delivery(Stanza)}]),
    Acc;
offline(Acc) -> Acc.

%% Publishes and their answers -----------------------------------------------------------------------------------

routed(drop) -> drop;
routed(Stanza) ->
    case is_iq(Stanza) andalso {xmpp:get_type(Stanza), xmpp:get_id(Stanza)} of
	{set, ID} ->
	    case {get(push_recorder_account), publish_node(Stanza)} of
		{{_, Host} = Account, {node, Node}} ->
		    IsOurs = jid:encode(xmpp:get_from(Stanza)) =:= Host,
		    if IsOurs ->
			    To = jid:encode(xmpp:get_to(Stanza)),
			    ets:insert(?TABLE, {{publish, ID}, Account, {[{service, To}, {node, Node}]}}),
			    sent(Account, Stanza);
		       true -> ok
		    end;
		_ -> ok
	    end;
	{Type, ID} when Type =:= result; Type =:= error ->
	    case ets:take(?TABLE, {publish, ID}) of
		[{_, Account, Registration}] ->
		    event(Account, <<"PublishAnswered">>,
			  [{registration, Registration},
			   {from, jid:encode(xmpp:get_from(Stanza))},
			   {answer, answer(Type, Stanza)}]);
		[] -> ok
	    end;
	_ -> ok
    end,
    Stanza.

publish_node(Stanza) ->
    case xmpp:encode(Stanza) of
	{xmlel, _, _, [{xmlel, <<"pubsub">>, _, _} = PubSub | _]} ->
	    case fxml:get_subtag(PubSub, <<"publish">>) of
		false -> none;
		Publish -> {node, fxml:get_tag_attr_s(<<"node">>, Publish)}
	    end;
	_ -> none
    end.

answer(result, _Stanza) -> {[{'_tag', <<"Accepted">>}]};
answer(error, Stanza) ->
    {xmlel, _, _, _} = Error = fxml:get_subtag(xmpp:encode(Stanza), <<"error">>),
    [Condition | _] = [Name || {xmlel, Name, _, _} <- element(4, Error)] ++ [<<"undefined-condition">>],
    {[{'_tag', <<"Rejected">>}, {type, fxml:get_tag_attr_s(<<"type">>, Error)}, {condition, Condition}]}.
