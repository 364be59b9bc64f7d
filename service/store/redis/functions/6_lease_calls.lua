-- Handing held comments out, each to one moderator at a time.
--
-- The first five args of what leases: for how long (ms), key, its name, session
-- ('' for none), token.

local LEASE_REQUEST_SECONDS = 7 * 24 * 3600
local TOKEN_BYTES = 32
local LEASED_BYTES_MAX = 1048576  -- of bodies in one answer

-- Puts back what nobody works on any more.
local function return_ended(p, now)
  local ended = call('ZRANGE', p .. 'leased', '-inf', now, 'BYSCORE', 'LIMIT', 0,
                     CHUNK_MAX)
  for _, id in ipairs(ended) do give_back(p, id) end
end

-- Leases a comment out of `held` and reads it; nil when it is not to be had.
local function take(p, id, args, now)
  local place = call('ZSCORE', p .. 'held', id)
  if not place or call('HGET', p .. 'comment:' .. id, 'state') ~= 'H' then
    return nil
  end
  call('ZREM', p .. 'held', id)
  call('ZADD', p .. 'leased', now + tonumber(args[1]), id)
  call('ZADD', p .. 'leased-queue', place, id)
  call('HSET', p .. 'leases', id,
       cmsgpack.pack({now, args[5], args[2], args[4], args[3]}))
  return read_comment(p, id, true, now)
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

-- args: …, request, 16 bytes over what it asks for, comments wanted.
local function lease_next(keys, args)
  local p, now, request = keys[1], now_ms(), args[6]
  if request ~= '' then
    local seen = call('GET', p .. 'lease-request:' .. request)
    if seen and seen:sub(1, 16) ~= args[7] then return {'other'} end
    if seen then return leased_before(p, seen, now) end
  end
  return_ended(p, now)
  local room = LEASES_MAX - call('ZCARD', p .. 'leased')
  local wanted = math.min(tonumber(args[8]), CHUNK_MAX)
  if wanted > 0 and room <= 0 then return {'full'} end
  wanted = math.min(wanted, room)
  -- What is in `held` and should not be stays there, for verifying to find.
  local rows, ids, bytes, strays = {}, {}, 0, 0
  while #rows < wanted and strays < CHUNK_MAX and bytes < LEASED_BYTES_MAX do
    local id = call('ZRANGE', p .. 'held', strays, strays)[1]
    if not id then break end
    local row = take(p, id, args, now)
    if row then
      rows[#rows + 1], ids[#ids + 1] = row, id
      bytes = bytes + body_bytes(p, id)
    else
      strays = strays + 1
    end
  end
  if request ~= '' then
    call('SET', p .. 'lease-request:' .. request,
         args[7] .. args[5] .. table.concat(ids), 'EX', LEASE_REQUEST_SECONDS)
  end
  return {'done', call('ZCARD', p .. 'held'), rows}
end

-- args: …, request, id…  Leases those that nobody has, and repeats those that
-- have this token already.
local function lease_these(keys, args)
  local p, now, request = keys[1], now_ms(), args[6]
  local rows, bytes = {}, 0
  for i = 7, math.min(#args, 6 + CHUNK_MAX) do
    local id = args[i]
    local lease = lease_of(p, id, now)
    local row
    if lease then
      row = lease.token == args[5] and read_comment(p, id, true, now) or nil
    elseif bytes < LEASED_BYTES_MAX and
        call('ZCARD', p .. 'leased') < LEASES_MAX then
      if call('ZSCORE', p .. 'leased', id) then give_back(p, id) end
      row = take(p, id, args, now)
      if row and request ~= '' then
        call('APPEND', p .. 'lease-request:' .. request, id)
      end
    end
    if row then
      rows[#rows + 1] = row
      bytes = bytes + body_bytes(p, id)
    end
  end
  return {'done', call('ZCARD', p .. 'held'), rows}
end

-- args: for how long (ms), key, token, id.
local function renew_lease(keys, args)
  local p, now, id = keys[1], now_ms(), args[4]
  local lease = lease_of(p, id, now)
  if not lease or lease.key ~= args[2] or lease.token ~= args[3] then
    return {'ended'}
  end
  lease.ends = now + tonumber(args[1])
  call('ZADD', p .. 'leased', lease.ends, id)
  return {'done', lease_items(lease)}
end

-- args: key, token, id. A lease that has ended needs no release.
local function release_lease(keys, args)
  local p, id = keys[1], args[3]
  local lease = lease_of(p, id, now_ms())
  if lease and lease.key == args[1] and lease.token == args[2] then
    give_back(p, id)
  end
  return {'done'}
end

-- args: …, id, digest, record. Only what is taken from somebody is recorded.
local function steal_lease(keys, args)
  local p, now, id = keys[1], now_ms(), args[6]
  local present = call('HMGET', p .. 'comment:' .. id, 'rev', 'state')
  if not present[1] then return {'missing'} end
  if present[2] ~= 'H' then return {'stale', present[1], present[2]} end
  local lease = lease_of(p, id, now)
  if call('ZSCORE', p .. 'leased', id) then
    give_back(p, id)
  elseif call('ZCARD', p .. 'leased') >= LEASES_MAX then
    return {'full'}
  end
  local row = take(p, id, args, now)
  if not row then return {'unlisted'} end
  if lease and lease.key ~= args[2] then
    remember_change(p .. 'private:' .. id, audit(p, args[7], args[8]))
  end
  return {'done', row}
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
