-- Handing held comments out, each to one moderator at a time.
--
-- The first six args of what leases: for how long (ms), key, its name, session
-- ('' for none), token, how long the lease lasts after a session's stream (ms).

local LEASE_REQUEST_SECONDS = 7 * 24 * 3600
local TOKEN_BYTES = 32
local LEASED_BYTES_MAX = 1048576  -- of bodies in one answer

-- Puts back what nobody works on any more.
local function return_ended(p, now)
  local ended = call('ZRANGE', p .. 'leased', '-inf', now, 'BYSCORE', 'LIMIT', 0,
                     CHUNK_MAX)
  for _, id in ipairs(ended) do
    give_back(p, id)
    queue_changed(p, 'f', id, '')
  end
end

-- What is in `held` and should not be stays there, for verifying to find.
local function is_stray(p, id)
  return call('HGET', p .. 'comment:' .. id, 'state') ~= 'H'
end

-- Leases comments out of `held`, whose scores there are `places`; all at once,
-- since a command costs more than the ids it has.
local function take(p, ids, places, args, now)
  if #ids == 0 then return end
  local lease = {begins = now, ends = now + tonumber(args[1]), token = args[5],
                 key = args[2], session = args[4], name = args[3]}
  local ends = end_of(lease.ends, lease.session, now, tonumber(args[6]))
  local packed = pack_lease(lease)
  local by_end, by_place, leases = {}, {}, {}
  for i, id in ipairs(ids) do
    by_end[2 * i - 1], by_end[2 * i] = ends, id
    by_place[2 * i - 1], by_place[2 * i] = places[i], id
    leases[2 * i - 1], leases[2 * i] = id, packed
  end
  call('ZREM', p .. 'held', unpack(ids))
  call('ZADD', p .. 'leased', unpack(by_end))
  call('ZADD', p .. 'leased-queue', unpack(by_place))
  call('HSET', p .. 'leases', unpack(leases))
  call('SADD', p .. 'leased-by:' .. lease.key, unpack(ids))
  for _, id in ipairs(ids) do queue_changed(p, 'l', id, lease.key) end
end

local function read_all(p, ids, now)
  local rows = {}
  for _, id in ipairs(ids) do
    rows[#rows + 1] = read_comment(p, id, true, now)
  end
  return rows
end

-- How many comments a key may lease now, and what answers one that may none.
local function room_for(p, key)
  local room = LEASES_MAX - call('ZCARD', p .. 'leased')
  local own = LEASES_OF_KEY_MAX - call('SCARD', p .. 'leased-by:' .. key)
  if own < room then return own, 'own' end
  return room, 'full'
end

local function body_bytes(p, id)
  return call('HSTRLEN', p .. 'comment:' .. id, 'body')
end

-- The comments that one request leased and that still are.
local function leased_before(p, seen, now)
  local token = seen:sub(17, 16 + TOKEN_BYTES)
  local rows = {}
  for at = 17 + TOKEN_BYTES, #seen, 16 do
    local id = seen:sub(at, at + 15)
    local lease = lease_of(p, id, now)
    if lease and lease.token == token then
      rows[#rows + 1] = read_comment(p, id, true, now)
    end
  end
  return {'replay', call('ZCARD', p .. 'held'), rows}
end

-- What answers a request that was made before, for the same or for something
-- else; nil for a new one, and for one that goes on under its token.
local function answered_before(p, args, now, goes_on)
  if args[7] == '' then return nil end
  local seen = call('GET', p .. 'lease-request:' .. args[7])
  if not seen then return nil end
  if seen:sub(1, 16) ~= args[8] then return {'other'} end
  if goes_on and seen:sub(17, 16 + TOKEN_BYTES) == args[5] then return nil end
  return leased_before(p, seen, now)
end

-- Keeps with a request what it leased; ids of a call before stay.
local function remember_leases(p, args, ids)
  if args[7] == '' then return end
  local key = p .. 'lease-request:' .. args[7]
  if call('EXISTS', key) == 1 then
    if #ids > 0 then call('APPEND', key, table.concat(ids)) end
  else
    call('SET', key, args[8] .. args[5] .. table.concat(ids), 'EX',
         LEASE_REQUEST_SECONDS)
  end
end

-- args: …, request, 16 bytes over what it asks for, comments wanted. Wanting
-- none only puts back what has ended; then lease_these keeps the request.
local function lease_next(keys, args)
  local p, now = keys[1], now_ms()
  local answer = answered_before(p, args, now, false)
  if answer then return answer end
  return_ended(p, now)
  local room, full = room_for(p, args[2])
  local wanted = math.min(tonumber(args[9]), CHUNK_MAX)
  if wanted > 0 and room <= 0 then return {full} end
  wanted = math.min(wanted, room)
  local ids, places, bytes, seen = {}, {}, 0, 0
  while #ids < wanted and seen < wanted + CHUNK_MAX and
      bytes < LEASED_BYTES_MAX do
    local found = call('ZRANGE', p .. 'held', seen, seen + wanted - #ids - 1,
                       'WITHSCORES')
    if #found == 0 then break end
    for i = 1, #found, 2 do
      local id = found[i]
      if bytes < LEASED_BYTES_MAX and not is_stray(p, id) then
        ids[#ids + 1], places[#places + 1] = id, found[i + 1]
        bytes = bytes + body_bytes(p, id)
      end
    end
    seen = seen + #found / 2
  end
  take(p, ids, places, args, now)
  if tonumber(args[9]) > 0 then remember_leases(p, args, ids) end
  return {'done', call('ZCARD', p .. 'held'), read_all(p, ids, now)}
end

-- args: …, request, 16 bytes over what it asks for, id…  Leases those that
-- nobody has, and repeats those that have this token already. Leases none where
-- there is no room.
local function lease_these(keys, args)
  local p, now = keys[1], now_ms()
  local answer = answered_before(p, args, now, true)
  if answer then return answer end
  local ids, places, bytes = {}, {}, 0
  local wanted = {}  -- these, and those that have the token
  local room, full = room_for(p, args[2])
  local left_out = false
  for i = 9, math.min(#args, 8 + CHUNK_MAX) do
    local id = args[i]
    local lease = lease_of(p, id, now)
    if lease then
      if lease.token == args[5] then
        wanted[#wanted + 1] = id
        bytes = bytes + body_bytes(p, id)
      end
    elseif bytes < LEASED_BYTES_MAX and #ids < room then
      if call('ZSCORE', p .. 'leased', id) then give_back(p, id) end
      local place = call('ZSCORE', p .. 'held', id)
      if place and not wanted[id] and not is_stray(p, id) then
        ids[#ids + 1], places[#places + 1] = id, place
        wanted[#wanted + 1], wanted[id] = id, true
        bytes = bytes + body_bytes(p, id)
      end
    elseif #ids >= room then
      left_out = true
    end
  end
  take(p, ids, places, args, now)
  if #wanted == 0 and left_out then return {full} end
  if #wanted > 0 then remember_leases(p, args, ids) end
  return {'done', call('ZCARD', p .. 'held'), read_all(p, wanted, now)}
end

-- args: for how long (ms), key, token, id, how long it lasts after a session's
-- stream (ms).
local function renew_lease(keys, args)
  local p, now, id = keys[1], now_ms(), args[4]
  local lease = lease_of(p, id, now)
  if not lease or lease.key ~= args[2] or lease.token ~= args[3] then
    return {'ended'}
  end
  lease.ends = now + tonumber(args[1])
  local score = end_of(lease.ends, lease.session, now, tonumber(args[5]))
  if lease.session ~= '' then
    score = math.min(lease.ends, math.max(score, lease.score))
  end
  call('ZADD', p .. 'leased', score, id)
  call('HSET', p .. 'leases', id, pack_lease(lease))
  return {'done', lease_items(lease)}
end

-- args: key, token, id. A lease that has ended needs no release: answers 1 if
-- this one lasted, else 0.
local function release_lease(keys, args)
  local p, id = keys[1], args[3]
  local lease = lease_of(p, id, now_ms())
  if not lease or lease.key ~= args[1] or lease.token ~= args[2] then
    return {'done', 0}
  end
  give_back(p, id)
  queue_changed(p, 'f', id, lease.key)
  return {'done', 1}
end

-- args: …, id, digest, record. Only what is taken from somebody is recorded.
local function steal_lease(keys, args)
  local p, now, id = keys[1], now_ms(), args[7]
  local present = call('HMGET', p .. 'comment:' .. id, 'rev', 'state')
  if not present[1] then return {'missing'} end
  if present[2] ~= 'H' then return {'stale', present[1], present[2]} end
  local lease = lease_of(p, id, now)
  if call('ZSCORE', p .. 'leased', id) then
    give_back(p, id)
  else
    local room, full = room_for(p, args[2])
    if room <= 0 then return {full} end
  end
  local place = call('ZSCORE', p .. 'held', id)
  if not place then return {'unlisted'} end
  take(p, {id}, {place}, args, now)
  if lease and lease.key ~= args[2] then
    remember_change(p .. 'private:' .. id, audit(p, args[8], args[9]))
  end
  return {'done', read_comment(p, id, true, now)}
end

-- args: after end ('' for the start), after id, limit. The leases that last,
-- those that end first before the others: end, id, lease, the thread's section.
local function get_leases(keys, args)
  local p, now = keys[1], now_ms()
  local index = p .. 'leased'
  local start = math.max(call('ZCOUNT', index, '-inf', now),
                         place_after(index, args[1], args[2]))
  local limit = math.min(tonumber(args[3]), CHUNK_MAX)
  local rows = call('ZRANGE', index, start, start + limit - 1, 'WITHSCORES')
  local found = {}
  for i = 1, #rows, 2 do
    local id = rows[i]
    local thread = call('HGET', p .. 'private:' .. id, 'thread')
    found[#found + 1] = {
        rows[i + 1], id, lease_items(lease_of(p, id, now)),
        thread and call('HGET', p .. 'thread:' .. thread, 'section') or ''}
  end
  return found
end
