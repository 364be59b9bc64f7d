-- Reading and counting; nothing here writes.

local function url_of(p, id)
  local place = call('HGET', p .. 'private:' .. id, 'thread')
  return place and call('HGET', p .. 'thread:' .. place, 'url') or ''
end

-- {id, public, url} or {id, public, private, thread, author's record}; nil
-- when it is gone. The private part also says which ban its author is under.
local function read_comment(p, id, wants_private, now)
  local public = call('HGETALL', p .. 'comment:' .. id)
  if #public == 0 then return nil end
  if not wants_private then return {id, public, url_of(p, id)} end
  local private = call('HGETALL', p .. 'private:' .. id)
  local thread, record, ban = {}, {}, ''
  for i = 1, #private, 2 do
    if private[i] == 'thread' then
      thread = call('HGETALL', p .. 'thread:' .. private[i + 1])
      thread[#thread + 1] = 'hot'
      thread[#thread + 1] = hot_until(p, private[i + 1], now)
    elseif private[i] == 'author' then
      record = call('HMGET', p .. 'author:' .. private[i + 1],
                    unpack(AUTHOR_FIELDS))
    elseif private[i] == 'folded' then
      ban = standing_ban(call('HGET', p .. 'bans', 'a' .. private[i + 1]), now)
    end
  end
  if ban ~= '' then
    private[#private + 1] = 'ban'
    private[#private + 1] = ban
  end
  return {id, public, private, thread, record}
end

-- args: private (0 or 1), id…  Absent comments are absent from the answer.
local function read(keys, args)
  local found, now = {}, now_ms()
  for i = 2, math.min(#args, CHUNK_MAX + 1) do
    found[#found + 1] = read_comment(keys[1], args[i], args[1] == '1', now)
  end
  return found
end

-- args: index, newest first (0 or 1), after score ('' for the start), after id,
-- limit, private. Pages by place, so entries of one score are never skipped;
-- answers pairs of score and comment.
local function page(keys, args)
  local p = keys[1]
  local index, reverse = p .. args[1], args[2] == '1'
  local limit = math.min(tonumber(args[5]), CHUNK_MAX)
  local start = 0
  if args[3] ~= '' then
    local rank = call(reverse and 'ZREVRANK' or 'ZRANK', index, args[4])
    if rank then
      start = rank + 1
    elseif reverse then
      start = call('ZCOUNT', index, '(' .. args[3], '+inf')
    else
      start = call('ZCOUNT', index, '-inf', '(' .. args[3])
    end
  end
  local rows = call(reverse and 'ZREVRANGE' or 'ZRANGE', index, start,
                    start + limit - 1, 'WITHSCORES')
  local found, now = {}, now_ms()
  for i = 1, #rows, 2 do
    found[#found + 1] = {rows[i + 1],
                         read_comment(p, rows[i], args[6] == '1', now) or
                             {rows[i]}}
  end
  return found
end

-- args: thread…  Approved comments of each; shells stand among them.
local function count_threads(keys, args)
  local counts = {}
  for i = 1, math.min(#args, CHUNK_MAX) do
    counts[i] = call('ZCARD', keys[1] .. 'approved:' .. args[i]) -
        call('SCARD', keys[1] .. 'shells:' .. args[i])
  end
  return counts
end

-- The held comment that arrived first. The queue sorts by priority before
-- arrival, so each priority in use is asked for its first.
local PRIORITY_STEP = 4398046511104  -- 2^42
local PRIORITIES_MAX = 100

local function oldest_held(p)
  local at, oldest, oldest_ms = 0, '', math.huge
  for _ = 1, PRIORITIES_MAX do
    local first = call('ZRANGEBYSCORE', p .. 'held', at, '+inf', 'WITHSCORES',
                       'LIMIT', 0, 1)
    if not first[1] then break end
    local score = tonumber(first[2])
    local ms = score % PRIORITY_STEP
    if ms < oldest_ms then oldest, oldest_ms = first[1], ms end
    at = (math.floor(score / PRIORITY_STEP) + 1) * PRIORITY_STEP
    at = string.format('%.0f', at)
  end
  return oldest
end

-- Derived, not kept: the size of an index is the count of its state.
local function count_states(keys)
  local p = keys[1]
  return {call('ZCARD', p .. 'held') + call('ZCARD', p .. 'leased'),
          call('ZCARD', p .. 'approved'), call('ZCARD', p .. 'rejected'),
          call('ZCARD', p .. 'spam'), call('ZCARD', p .. 'withdrawn'),
          oldest_held(p)}
end

-- args: thread…  Each one's mode, its attempts in the last minute, what is usual
-- in an hour and until when it is hot.
local function threads_now(keys, args)
  local p, now = keys[1], now_ms()
  local minute, hour = math.floor(now / 60000), math.floor(now / HOUR_MS)
  local found = {}
  for i = 1, math.min(#args, CHUNK_MAX) do
    local field = 't' .. args[i]
    local rate = sliding(call('HGET', p .. 'rate:m' .. minute, field),
                         call('HGET', p .. 'rate:m' .. (minute - 1), field),
                         (now % 60000) / 60000)
    found[#found + 1] = call('HGET', p .. 'thread:' .. args[i], 'mode') or 'o'
    found[#found + 1] = tostring(rate)
    local attempts = sliding(call('HGET', p .. 'rate:h' .. hour, field),
                             call('HGET', p .. 'rate:h' .. (hour - 1), field),
                             (now % HOUR_MS) / HOUR_MS)
    found[#found + 1] =
        math.floor(usual_in_hour(p, args[i], rate, attempts, now))
    found[#found + 1] = hot_until(p, args[i], now)
  end
  return found
end

-- The threads that are hot, the one that cools last first: when that is, and
-- the thread.
local function hot_threads(keys)
  local p = keys[1]
  local rows = call('ZRANGE', p .. 'hot', '+inf', '(' .. now_ms(), 'BYSCORE',
                    'REV', 'LIMIT', 0, CHUNK_MAX, 'WITHSCORES')
  local found = {}
  for i = 1, #rows, 2 do
    found[#found + 1] = rows[i + 1]
    found[#found + 1] = call('HGETALL', p .. 'thread:' .. rows[i])
  end
  return found
end
