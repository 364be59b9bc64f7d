-- A new key for a site's addresses. …rotation is the one under way: its key, and
-- how far it is, so that it goes on where it stopped.
--
-- A pass walks all indexes, a hundred comments in a call. What changes its place
-- behind the walk's back is in …rotation-moved. A pass that has sealed anything
-- again is followed by another; one that met no seal under an older key has
-- counted them, and the older keys go.

do

local WALKED = {'queue', 'approved', 'rejected', 'spam', 'withdrawn'}
local STATE = {'key', 'pass', 'step', 'score', 'id', 'resealed', 'unreadable',
               'ended'}

local function length(p, index)
  if index ~= 'queue' then return call('ZCARD', p .. index) end
  return call('ZCARD', p .. 'held') + call('ZCARD', p .. 'leased-queue')
end

local function place(p, index, score, id)
  if index ~= 'queue' then return place_after(p .. index, score, id) end
  return place_after(p .. 'held', score, id) +
      place_after(p .. 'leased-queue', score, id)
end

-- How many comments are still to be looked at in this pass.
local function remaining(p, step, score, id)
  local count = call('SCARD', p .. 'rotation-moved')
  for i = step + 1, #WALKED do count = count + length(p, WALKED[i]) end
  if WALKED[step + 1] then
    count = count - place(p, WALKED[step + 1], score, id)
  end
  return math.max(0, count)
end

-- Answers the fields of STATE, '' for those that are not there, and `remaining`.
function seals.get(keys)
  local p = keys[1]
  local at = call('HMGET', p .. 'rotation', unpack(STATE))
  for i = 1, #STATE do at[i] = at[i] or '' end
  at[#STATE + 1] = at[1] == '' and 0 or
      remaining(p, tonumber(at[3]), at[4], at[5])
  return at
end

-- args: name of the newest key that the caller has read, name of the next one,
-- its two bytes, the wrapped key, digest, record.
function seals.begin(keys, args)
  local p = keys[1]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  -- Sent twice, because the answer was lost.
  if call('HGET', p .. 'keys', args[2]) == args[4] then
    return {'begun', call('GET', p .. 'revision')}
  end
  if call('HEXISTS', p .. 'rotation', 'key') == 1 then return {'under_way'} end
  if call('HEXISTS', p .. 'keys', args[1]) == 0 or
      call('HEXISTS', p .. 'keys', args[2]) == 1 then
    return {'stale'}
  end
  call('HSET', p .. 'keys', args[2], args[4])
  call('HSET', p .. 'site', 'email-key-created', now_ms())
  call('DEL', p .. 'rotation', p .. 'rotation-moved')
  call('HSET', p .. 'rotation', 'key', args[3], 'pass', 1, 'step', 0, 'score', '',
       'id', '', 'resealed', 0, 'unreadable', 0, 'found', 0)
  audit(p, args[5], args[6])
  return {'begun', tostring(call('INCR', p .. 'revision'))}
end

-- args: the new key's two bytes, step, score, id (as kept). Answers the place to
-- go on from ('' and '' at the end of the step), how many comments were looked
-- at, and id and seal in turn of those under another key. The step behind all
-- indexes is what has moved: of these also those that need nothing, with ''.
function seals.find(keys, args)
  local p, newest = keys[1], args[1]
  local index = WALKED[tonumber(args[2]) + 1]
  local rows, found, stride = {}, {}, 2
  if not index then
    rows, stride = call('SRANDMEMBER', p .. 'rotation-moved', CHUNK_MAX), 1
  elseif index == 'queue' then
    rows = queue_after(p, args[3], args[4], CHUNK_MAX)
  else
    rows = rows_after(p .. index, args[3], args[4], CHUNK_MAX)
  end
  for i = 1, #rows, stride do
    local seal = call('HGET', p .. 'private:' .. rows[i], 'email')
    if seal and seal:sub(1, 2) ~= newest then
      found[#found + 1], found[#found + 2] = rows[i], seal
    elseif not index then
      found[#found + 1], found[#found + 2] = rows[i], ''
    end
  end
  if not index or #rows < 2 * CHUNK_MAX then
    return {'', '', #rows / stride, found}
  end
  return {rows[#rows], rows[#rows - 1], CHUNK_MAX, found}
end

-- args: the new key's two bytes, pass, step, score, id: the place that the caller
-- has come to; then of up to 100 comments id, the seal that was read, and the
-- same address under the new key ('' where it does not open). A seal is replaced
-- only while it is the one that was read: what was erased stays erased.
function seals.reseal(keys, args)
  local p, newest = keys[1], args[1]
  local rotation, moved = p .. 'rotation', p .. 'rotation-moved'
  local at = call('HMGET', rotation, 'key', 'pass')
  if at[1] ~= newest then return {'over'} end
  local resealed, unreadable = 0, 0
  for i = 6, math.min(#args, 3 * CHUNK_MAX + 5), 3 do
    local id, read, fresh = args[i], args[i + 1], args[i + 2]
    local private = p .. 'private:' .. id
    local seal = call('HGET', private, 'email')
    if seal and seal == read and fresh:sub(1, 2) == newest then
      call('HSET', private, 'email', fresh)
      seal, resealed = fresh, resealed + 1
    end
    local is_lost = seal and seal == read and fresh == ''
    if is_lost then unreadable = unreadable + 1 end
    if is_lost or not seal or seal:sub(1, 2) == newest then
      call('SREM', moved, id)
    else
      call('SADD', moved, id)
    end
  end
  if resealed > 0 then
    call('HINCRBY', rotation, 'resealed', resealed)
    call('HINCRBY', rotation, 'found', resealed)
  end
  -- Somebody else may have begun the next pass.
  if at[2] == args[2] then
    if unreadable > 0 then call('HINCRBY', rotation, 'unreadable', unreadable) end
    call('HSET', rotation, 'step', args[3], 'score', args[4], 'id', args[5])
  end
  return {'done', resealed}
end

-- args: the new key's two bytes, pass, digest, record. Begins the next pass, or
-- ends the rotation, and with it the older keys.
function seals.end_pass(keys, args)
  local p, rotation = keys[1], keys[1] .. 'rotation'
  local at = call('HMGET', rotation, 'key', 'pass', 'step', 'found')
  if at[1] ~= args[1] then return {'over'} end
  if at[2] ~= args[2] or tonumber(at[3]) < #WALKED or
      call('SCARD', p .. 'rotation-moved') > 0 then
    return {'later'}
  end
  if at[4] ~= '0' then
    call('HSET', rotation, 'pass', at[2] + 1, 'step', 0, 'score', '', 'id', '',
         'found', 0, 'unreadable', 0)
    return {'later'}
  end
  local newest = seals.key_of(at[1])
  for _, name in ipairs(call('HKEYS', p .. 'keys')) do
    if name:sub(1, 6) == 'email.' and name ~= newest then
      call('HDEL', p .. 'keys', name)
    end
  end
  call('HDEL', rotation, 'key', 'pass', 'step', 'score', 'id', 'found')
  call('HSET', rotation, 'ended', at[1])
  audit(p, args[3], args[4])
  return {'ended', tostring(call('INCR', p .. 'revision'))}
end

end
