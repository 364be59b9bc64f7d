-- Threads as such: reading, listing and moving them.

-- One name for all of them: Lua has room for 200 in a library.
local thread_calls = {}
do

-- {thread, its fields, approved comments, until when it is hot}
local function thread_row(p, thread, now)
  return {thread, call('HGETALL', p .. 'thread:' .. thread),
          call('ZCARD', p .. 'approved:' .. thread) -
              call('SCARD', p .. 'shells:' .. thread),
          hot_until(p, thread, now)}
end

-- args: thread
function thread_calls.get_thread(keys, args)
  return thread_row(keys[1], args[1], now_ms())
end

-- args: after score ('' for the start), after thread, limit. Those with the
-- latest comment first; pairs of score and row.
function thread_calls.list_threads(keys, args)
  local p, found, now = keys[1], {}, now_ms()
  local start = 0
  if args[1] ~= '' then
    -- A thread that was commented on meanwhile stands elsewhere now.
    if call('ZSCORE', p .. 'threads', args[2]) == args[1] then
      start = call('ZREVRANK', p .. 'threads', args[2]) + 1
    else
      start = call('ZCOUNT', p .. 'threads', '(' .. args[1], '+inf')
    end
  end
  local limit = math.min(tonumber(args[3]), CHUNK_MAX)
  local rows = call('ZREVRANGE', p .. 'threads', start, start + limit - 1,
                    'WITHSCORES')
  for i = 1, #rows, 2 do
    found[#found + 1] = {rows[i + 1], thread_row(p, rows[i], now)}
  end
  return found
end

-- args: from, to, id of to, url ('' keeps it), digest, record, request, request
-- value. What is known of the thread goes over where nothing is known yet; the
-- comments follow in chunks.
function thread_calls.begin_move(keys, args)
  local p, from, to = keys[1], args[1], args[2]
  if args[7] ~= '' then
    local seen = call('GET', p .. 'request:' .. args[7])
    if seen then return {seen == args[8] and 'replay' or 'other'} end
  end
  local source, target = p .. 'thread:' .. from, p .. 'thread:' .. to
  if call('HEXISTS', source, 'id') == 0 then return {'missing'} end
  -- Held ones are counted as they come, and the print is of what the site said
  -- of the old one. Comments alone open a thread without giving it a mode, so
  -- the old one's goes over: what was closed stays closed.
  local stays = {held = true, print = true}
  local fields = call('HGETALL', source)
  for i = 1, #fields, 2 do
    if not stays[fields[i]] then
      call('HSETNX', target, fields[i], fields[i + 1])
    end
  end
  call('HSET', target, 'id', args[3])
  call('HDEL', target, 'print')
  if args[4] ~= '' then call('HSET', target, 'url', args[4]) end
  local last = call('ZSCORE', p .. 'threads', from)
  if last then call('ZADD', p .. 'threads', 'GT', last, to) end
  local hot = call('ZSCORE', p .. 'hot', from)
  if hot then call('ZADD', p .. 'hot', 'GT', hot, to) end
  audit(p, args[5], args[6])
  return {'begun'}
end

local function move_comment(p, id, from, to, name, now, feed_max)
  local comment = p .. 'comment:' .. id
  local state = call('HGET', comment, 'state')
  if not state then return end
  local revision = call('HINCRBY', comment, 'rev', 1)
  call('HSET', comment, 'thread', name, 'updated', now)
  call('HSET', p .. 'private:' .. id, 'thread', to)
  local place = call('ZSCORE', p .. 'approved:' .. from, id)
  if place then
    call('ZREM', p .. 'approved:' .. from, id)
    call('ZADD', p .. 'approved:' .. to, place, id)
  end
  if call('SREM', p .. 'shells:' .. from, id) == 1 then
    call('SADD', p .. 'shells:' .. to, id)
  end
  if state == 'H' then
    count_held(p, from, -1)
    count_held(p, to, 1)
  end
  if state == 'A' then feed(p, 'e', id, revision, feed_max) end
end

-- args: from, to, id of to, index (`queue`: all held ones), after score ('' for the start), after id,
-- feed_max. Looks at up to 100 of an index and moves those of the thread.
-- Answers how many were moved, and where to go on ('' at the end). Comments
-- keep their places in the indexes, so the page after is found by place.
function thread_calls.move_chunk(keys, args)
  local p, from = keys[1], args[1]
  local index, own = p .. args[4], args[4] == 'approved:' .. args[1]
  local start, now, moved = 0, now_ms(), 0
  local rows
  if args[4] == 'queue' then
    rows = queue_after(p, args[5], args[6], CHUNK_MAX)
  else
    -- Those of the thread's own index leave it as they are moved.
    if args[5] ~= '' and not own then
      local rank = call('ZRANK', index, args[6])
      start = rank and rank + 1 or call('ZCOUNT', index, '-inf', '(' .. args[5])
    end
    rows = call('ZRANGE', index, start, start + CHUNK_MAX - 1, 'WITHSCORES')
  end
  for i = 1, #rows, 2 do
    if own or call('HGET', p .. 'private:' .. rows[i], 'thread') == from then
      move_comment(p, rows[i], from, args[2], args[3], now, args[7])
      if own then call('ZREM', index, rows[i]) end
      moved = moved + 1
    end
  end
  if #rows < 2 * CHUNK_MAX then return {moved, '', ''} end
  return {moved, rows[#rows], rows[#rows - 1]}
end

-- args: from, request, request value, request_seconds. The old thread goes
-- unless a comment in it was published or held meanwhile.
function thread_calls.end_move(keys, args)
  local p, from = keys[1], args[1]
  local held = tonumber(call('HGET', p .. 'thread:' .. from, 'held') or 0)
  if held <= 0 and call('EXISTS', p .. 'approved:' .. from) == 0 then
    call('DEL', p .. 'thread:' .. from, p .. 'shells:' .. from)
    call('ZREM', p .. 'threads', from)
    call('ZREM', p .. 'hot', from)
  end
  if args[2] ~= '' then
    call('SET', p .. 'request:' .. args[2], args[3], 'EX', tonumber(args[4]))
  end
  return {'ended'}
end

end
