-- Bans as gather asks for them, and how they leave. …bans has, by what is
-- banned, EFFECT|ID|END, and in `.next` when the first of all bans ends.

local BANS_SWEPT = 20  -- ended ones that one call forgets

-- Answers whether servers keep it in memory.
local function forget_ban(p, id)
  local target = call('HGET', p .. 'ban:' .. id, 't')
  if target then call('HDEL', p .. 'bans', target) end
  call('DEL', p .. 'ban:' .. id)
  call('ZREM', p .. 'ban-ids', id)
  call('ZREM', p .. 'ban-ends', id)
  return call('ZREM', p .. 'ban-values', id) == 1
end

local function note_next_end(p)
  local first = call('ZRANGE', p .. 'ban-ends', 0, 0, 'WITHSCORES')
  if first[1] then
    call('HSET', p .. 'bans', '.next', first[2])
  else
    call('HDEL', p .. 'bans', '.next')
  end
end

-- Has every server read again what it keeps in memory; answers the site's
-- revision.
local function bans_changed(p)
  call('HINCRBY', p .. 'site', 'bans-revision', 1)
  return tostring(call('INCR', p .. 'revision'))
end

-- Forgets some of the bans that have ended; answers the site's revision where
-- that changed it.
local function sweep_bans(p, now)
  local ended = call('ZRANGEBYSCORE', p .. 'ban-ends', '-inf', now, 'LIMIT', 0,
                     BANS_SWEPT)
  local in_memory = false
  for _, id in ipairs(ended) do
    in_memory = forget_ban(p, id) or in_memory
  end
  note_next_end(p)
  return in_memory and bans_changed(p) or nil
end

-- Keeps of a ban nothing but whom it is about, in `record`, and has it end by then
-- (ms) where it would not end before.
local function strip_ban(p, id, record, latest)
  local ban = p .. 'ban:' .. id
  local kept = call('HMGET', ban, 't', 'e')
  if not kept[1] then return end
  call('HSET', ban, 'r', record)
  if kept[2] and tonumber(kept[2]) <= latest then return end
  local ends = string.format('%.0f', latest)
  local effect = (call('HGET', p .. 'bans', kept[1]) or ''):match('^(.-)|')
  call('HSET', ban, 'e', ends)
  call('HSET', p .. 'bans', kept[1], effect .. '|' .. id .. '|' .. ends)
  call('ZADD', p .. 'ban-ends', ends, id)
  note_next_end(p)
end

-- A ban as …bans has it, or '' when there is none or it has ended.
local function standing_ban(ban, now)
  if not ban then return '' end
  local ends = tonumber(ban:match('|(%d+)$')) or 0
  return ends ~= 0 and ends <= now and '' or ban
end
