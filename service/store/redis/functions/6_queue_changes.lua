-- What those see who watch the queue, and what keeps their leases.

-- Lua takes 200 local names; what only these need is theirs alone.
local queue_changes, tend_queue
do

local FEED_STEP = 1000  -- events of the feed that one call looks at

-- Whether entries between a cursor and the oldest one of a stream may be gone.
local function is_past(key, cursor)
  local first = call('XRANGE', key, '-', '+', 'COUNT', 1)
  if cursor == '0-0' or #first == 0 or not before(cursor, first[1][1]) then
    return false
  end
  local stream = call('XINFO', 'STREAM', key)
  for i = 1, #stream, 2 do
    if stream[i] == 'entries-added' then
      return stream[i + 1] > call('XLEN', key)
    end
  end
end

local function newest(key)
  local last = call('XREVRANGE', key, '+', '-', 'COUNT', 1)
  return last[1] and last[1][1] or '0-0'
end

-- What comes first of two entries: of one millisecond, the event of the feed,
-- because a comment is stored before anything happens to it.
local function is_first(row, other)
  local ms, other_ms = row[1]:match('^%d+'), other[1]:match('^%d+')
  return tonumber(ms) <= tonumber(other_ms)
end

-- args: cursor in the feed, cursor in the changes (both '' for now), limit.
-- Answers how many are held and leased, both cursors to go on from, 1 if there
-- is more, and of each change: what, the key, the stream's id and the comment.
function queue_changes(keys, args)
  local p, now = keys[1], now_ms()
  local feed_key, key = p .. 'feed', p .. 'queue-changes'
  local held = count_waiting(p)
  local leased = call('ZCOUNT', p .. 'leased', '(' .. now, '+inf')
  if args[1] == '' then
    return {'ok', held, leased, newest(feed_key), newest(key), 0, {}}
  end
  if is_past(feed_key, args[1]) or is_past(key, args[2]) then
    return {'too_old'}
  end
  local limit = math.min(tonumber(args[3]), CHUNK_MAX)
  local events = call('XRANGE', feed_key, '(' .. args[1], '+', 'COUNT',
                      FEED_STEP)
  local changes = call('XRANGE', key, '(' .. args[2], '+', 'COUNT', limit)
  local at, other_at = args[1], args[2]
  local found, i, k, more = {}, 1, 1, 0
  while #found < limit do
    local event, change = events[i], changes[k]
    -- What comes after the last of a part that was cut is not known.
    if not event and #events == FEED_STEP or
        not change and #changes == limit then
      more = 1
      break
    end
    if not event and not change then break end
    local row
    if event and (not change or is_first(event, change)) then
      i, at = i + 1, event[1]
      local f = event[2]
      if f[2] == 'h' and f[6] == '1' then row = {'a', '', at, f[4]} end
    else
      k, other_at = k + 1, change[1]
      local f = change[2]
      row = {f[2], f[6], other_at, f[4]}
    end
    if row then
      row[4] = read_comment(p, row[4], true, now) or {row[4]}
      found[#found + 1] = row
    end
  end
  if #found == limit then more = 1 end
  return {'ok', held, leased, at, other_at, more, found}
end

-- args: for how long (ms) leases of these sessions last from now on, then key
-- and session in turn. Puts back up to 100 comments whose leases have ended.
function tend_queue(keys, args)
  local p, now = keys[1], now_ms()
  return_ended(p, now)
  for i = 2, math.min(#args - 1, 2 * CHUNK_MAX), 2 do
    local scores = {}
    for _, id in ipairs(call('SMEMBERS', p .. 'leased-by:' .. args[i])) do
      local lease = lease_of(p, id, now)
      if lease and lease.session == args[i + 1] then
        scores[#scores + 1] = end_of(lease.ends, lease.session, now,
                                     tonumber(args[1]))
        scores[#scores + 1] = id
      end
    end
    if #scores > 0 then call('ZADD', p .. 'leased', 'XX', unpack(scores)) end
  end
  return {'done'}
end

end
