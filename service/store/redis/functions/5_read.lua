-- Reading and counting; nothing here writes.

local function url_of(p, id)
  local place = call('HGET', p .. 'private:' .. id, 'thread')
  return place and call('HGET', p .. 'thread:' .. place, 'url') or ''
end

-- {id, public, url} or {id, public, private, thread, author's record, lease,
-- reports}; nil when it is gone. The private part also says which ban its author is
-- under and how many near-duplicates there are.
function read_comment(p, id, wants_private, now)
  local public = call('HGETALL', p .. 'comment:' .. id)
  if #public == 0 then return nil end
  if not wants_private then return {id, public, url_of(p, id)} end
  local private = call('HGETALL', p .. 'private:' .. id)
  local thread, record, ban = {}, {}, ''
  local sketch, cluster
  for i = 1, #private, 2 do
    if private[i] == 'sketch' then
      sketch = true
    elseif private[i] == 'cluster' then
      cluster = private[i + 1]
    elseif private[i] == 'thread' then
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
  local function tell(name, value)
    private[#private + 1], private[#private + 2] = name, value
  end
  if ban ~= '' then tell('ban', ban) end
  local similar = sketch and clusters.count(p, id, cluster) or 0
  if similar > 0 then tell('similar', tostring(similar)) end
  return {id, public, private, thread, record,
          lease_items(lease_of(p, id, now)), reports.summary(p, id)}
end

-- What the terms of a filter look at.
local EXAMINED = {
  public = {'thread', 'state', 'name', 'body', 'why'},
  private = {'thread', 'author', 'verdict', 'sketch', 'cluster', 'tags',
             'decision'},
}

-- Names and values of the fields that there are.
function EXAMINED.fields(key, names)
  local values, found = call('HMGET', key, unpack(names)), {}
  for i, name in ipairs(names) do
    if values[i] then found[#found + 1], found[#found + 2] = name, values[i] end
  end
  return found
end

-- {id, public}, or {id, public, private, section}, as far as a filter looks at
-- them; nil when it is gone.
function EXAMINED.comment(p, id, wants_private)
  local public = EXAMINED.fields(p .. 'comment:' .. id, EXAMINED.public)
  if #public == 0 then return nil end
  if not wants_private then return {id, public} end
  local private = EXAMINED.fields(p .. 'private:' .. id, EXAMINED.private)
  local thread = private[1] == 'thread' and private[2]
  return {id, public, private,
          thread and call('HGET', p .. 'thread:' .. thread, 'section') or ''}
end

-- args: private (0 or 1), id…  Absent comments are absent from the answer.
local function read(keys, args)
  local found, now = {}, now_ms()
  for i = 2, math.min(#args, CHUNK_MAX + 1) do
    found[#found + 1] = read_comment(keys[1], args[i], args[1] == '1', now)
  end
  return found
end

-- Whether one id stands before another where scores are equal, as Redis sorts
-- them; Lua's own < goes by the machine's language.
local function id_before(a, b)
  for i = 1, #a do
    local left, right = a:byte(i), b:byte(i)
    if left ~= right then return left < right end
  end
  return false
end

-- How many entries of an index stand up to a place, which need not be there any
-- more; '' for the start.
local function place_after(index, score, id)
  if score == '' then return 0 end
  if call('ZSCORE', index, id) == score then
    return call('ZRANK', index, id) + 1
  end
  local start = call('ZCOUNT', index, '-inf', '(' .. score)
  while true do
    local row = call('ZRANGE', index, start, start, 'WITHSCORES')
    if row[2] ~= score or id_before(id, row[1]) then return start end
    start = start + 1
  end
end

local function rows_after(index, score, id, limit)
  local start = place_after(index, score, id)
  return call('ZRANGE', index, start, start + limit - 1, 'WITHSCORES')
end

-- The queue with the leased comments in their places: ids and scores in turn.
local function queue_after(p, score, id, limit)
  local free = rows_after(p .. 'held', score, id, limit)
  local leased = rows_after(p .. 'leased-queue', score, id, limit)
  if #leased == 0 then return free end
  local rows, i, k = {}, 1, 1
  while #rows < 2 * limit and (free[i] or leased[k]) do
    local at, other = tonumber(free[i + 1]), tonumber(leased[k + 1])
    if not other or at and
        (at < other or (at == other and id_before(free[i], leased[k]))) then
      rows[#rows + 1], rows[#rows + 2] = free[i], free[i + 1]
      i = i + 2
    else
      rows[#rows + 1], rows[#rows + 2] = leased[k], leased[k + 1]
      k = k + 2
    end
  end
  return rows
end

local function rows_before(index, score, id, limit)
  local start = 0
  if score ~= '' then
    local rank = call('ZREVRANK', index, id)
    start = rank and rank + 1 or call('ZCOUNT', index, '(' .. score, '+inf')
  end
  return call('ZREVRANGE', index, start, start + limit - 1, 'WITHSCORES')
end

local PARTS_ALL, PARTS_TEXT, PARTS_VERDICT = '1', '2', '3'

-- args: index, or `queue` for all that wait for a person, newest first (0 or 1;
-- not of the queue), after score ('' for the start), after id, limit, parts (0 or
-- PARTS_*).
-- Pages by place, so entries of one score are never skipped; answers pairs of
-- score and comment.
local function page(keys, args)
  local p = keys[1]
  local limit = math.min(tonumber(args[5]), CHUNK_MAX)
  local rows
  if args[1] == 'queue' then
    rows = queue_after(p, args[3], args[4], limit)
  elseif args[2] == '1' then
    rows = rows_before(p .. args[1], args[3], args[4], limit)
  else
    rows = rows_after(p .. args[1], args[3], args[4], limit)
  end
  local found, now, parts = {}, now_ms(), args[6]
  for i = 1, #rows, 2 do
    local comment
    if parts == PARTS_TEXT or parts == PARTS_VERDICT then
      comment = EXAMINED.comment(p, rows[i], parts == PARTS_VERDICT)
    else
      comment = read_comment(p, rows[i], parts == PARTS_ALL, now)
    end
    found[#found + 1] = {rows[i + 1], comment or {rows[i]}}
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

-- The comment of an index in queue order that arrived first, and when. The queue
-- sorts by priority before arrival, so each priority in use is asked for its
-- first.
local PRIORITIES_MAX = 100

local function oldest_in(index)
  local at, oldest, oldest_ms = 0, '', math.huge
  for _ = 1, PRIORITIES_MAX do
    local first = call('ZRANGEBYSCORE', index, at, '+inf', 'WITHSCORES', 'LIMIT',
                       0, 1)
    if not first[1] then break end
    local score = tonumber(first[2])
    local ms = score % PRIORITY_STEP
    if ms < oldest_ms then oldest, oldest_ms = first[1], ms end
    at = (math.floor(score / PRIORITY_STEP) + 1) * PRIORITY_STEP
    at = string.format('%.0f', at)
  end
  return oldest, oldest_ms
end

local function oldest_held(p)
  local free, free_ms = oldest_in(p .. 'held')
  local leased, leased_ms = oldest_in(p .. 'leased-queue')
  return leased_ms < free_ms and leased or free
end

-- Derived, not kept: the size of an index is the count of its state. A lease
-- that has ended counts as none.
local function count_states(keys)
  local p = keys[1]
  return {count_waiting(p), call('ZCARD', p .. 'approved'),
          call('ZCARD', p .. 'rejected'), call('ZCARD', p .. 'spam'),
          call('ZCARD', p .. 'withdrawn'), oldest_held(p),
          call('ZCOUNT', p .. 'leased', '(' .. now_ms(), '+inf')}
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
