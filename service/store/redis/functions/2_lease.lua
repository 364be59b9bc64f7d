-- Leases: a held comment that somebody works on is in `leased`, by the lease's
-- end, instead of in `held`. `leased-queue` keeps its place there, `leases` says
-- whose it is, and `leased-by:KEY` has all of one key.
--
-- A lease that was taken with a session ends soon, and whoever holds the
-- session's stream pushes that end ahead again and again, up to the end that was
-- asked for. So it ends in time whatever dies.

local LEASES_MAX = 10000             -- of a site at once
local LEASES_OF_KEY_MAX = 1000
local CHANGES_MAX = 10000            -- of a queue that watchers may be behind
local PRIORITY_STEP = 4398046511104  -- 2^42
local PRIORITY_MAX = 999

-- Tells those who watch the queue: added again (a), removed (r), leased (l),
-- released (f), changed (c), and by which key, '' for policy and author. What is
-- held as it arrives is an event of the feed, and not told here.
local function queue_changed(p, type, id, who)
  call('XADD', p .. 'queue-changes', 'MAXLEN', '~', CHANGES_MAX, '*', 't', type,
       'c', id, 'k', who)
  if type == 'r' then call('INCR', p .. 'queue-removed') end
end

-- Comments that wait for a person, leased ones too.
local function count_waiting(p)
  return call('ZCARD', p .. 'held') + call('ZCARD', p .. 'leased')
end

-- When a lease ends of itself that lasts until `ends` at most and whose holder
-- gave a sign of life now.
local function end_of(ends, session, now, grace)
  return session == '' and ends or math.min(ends, now + grace)
end

local function pack_lease(lease)
  return cmsgpack.pack({lease.begins, lease.token, lease.key, lease.session,
                        lease.name, lease.ends})
end

-- The lease that lasts on a comment; nil when nobody has it. It lasts until
-- `ends` if the stream of its session does.
local function lease_of(p, id, now)
  local score = tonumber(call('ZSCORE', p .. 'leased', id) or nil)
  if not score or score <= now then return nil end
  local record = call('HGET', p .. 'leases', id)
  if not record then return nil end
  local begins, token, key, session, name, ends =
      unpack(cmsgpack.unpack(record))
  return {begins = begins, ends = ends or score, token = token, key = key,
          session = session, name = name, score = score}
end

-- As winnowd reads it; nothing when nobody has it.
local function lease_items(lease)
  if not lease then return {} end
  return {lease.token, lease.key, lease.name, lease.begins, lease.ends}
end

-- Takes a comment out of the leased ones; where it goes is the caller's.
local function drop_lease(p, id)
  local record = call('HGET', p .. 'leases', id)
  if record then
    call('SREM', p .. 'leased-by:' .. cmsgpack.unpack(record)[3], id)
  end
  call('ZREM', p .. 'leased', id)
  call('ZREM', p .. 'leased-queue', id)
  call('HDEL', p .. 'leases', id)
end

-- When a comment arrived (ms): its id begins with it.
local function arrival_of(id)
  local ms = 0
  for i = 1, 6 do ms = ms * 256 + id:byte(i) end
  return ms
end

-- The end of the queue, by arrival, for a comment whose place was lost.
local function last_place(id)
  return string.format('%.0f', PRIORITY_MAX * PRIORITY_STEP + arrival_of(id))
end

-- Puts a leased comment back where it was in the queue.
local function give_back(p, id)
  local place = call('ZSCORE', p .. 'leased-queue', id) or last_place(id)
  drop_lease(p, id)
  call('ZADD', p .. 'held', place, id)
end

-- What keeps `who` from changing a comment: an answer that says it, or nil.
-- `token` is of the lease under which the change is made, '' for none. The
-- second result says whether somebody else's lease is taken over.
local function check_lease(p, id, who, token, steals)
  local lease = lease_of(p, id, now_ms())
  if lease and lease.key ~= who then
    if steals then return nil, true end
    return {'leased', lease.name, lease.ends}
  end
  if token ~= '' and not (lease and lease.token == token) then
    return {'ended'}
  end
  return nil, false
end
