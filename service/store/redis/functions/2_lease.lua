-- Leases: a held comment that somebody works on is in `leased`, by the lease's
-- end, instead of in `held`. `leased-queue` keeps its place there, `leases` says
-- whose it is.

local LEASES_MAX = 10000             -- of a site at once
local PRIORITY_STEP = 4398046511104  -- 2^42
local PRIORITY_MAX = 999

-- Comments that wait for a person, leased ones too.
local function count_waiting(p)
  return call('ZCARD', p .. 'held') + call('ZCARD', p .. 'leased')
end

-- The lease that lasts on a comment; nil when nobody has it.
local function lease_of(p, id, now)
  local ends = tonumber(call('ZSCORE', p .. 'leased', id) or nil)
  if not ends or ends <= now then return nil end
  local record = call('HGET', p .. 'leases', id)
  if not record then return nil end
  local begins, token, key, session, name = unpack(cmsgpack.unpack(record))
  return {begins = begins, ends = ends, token = token, key = key,
          session = session, name = name}
end

-- As winnowd reads it; nothing when nobody has it.
local function lease_items(lease)
  if not lease then return {} end
  return {lease.token, lease.key, lease.name, lease.begins, lease.ends}
end

-- Takes a comment out of the leased ones; where it goes is the caller's.
local function drop_lease(p, id)
  call('ZREM', p .. 'leased', id)
  call('ZREM', p .. 'leased-queue', id)
  call('HDEL', p .. 'leases', id)
end

-- The end of the queue, by arrival, for a comment whose place was lost.
local function last_place(id)
  local ms = 0
  for i = 1, 6 do ms = ms * 256 + id:byte(i) end
  return string.format('%.0f', PRIORITY_MAX * PRIORITY_STEP + ms)
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
