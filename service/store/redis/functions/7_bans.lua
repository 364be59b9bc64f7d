-- Bans as moderators make, list and end them.

-- One name for all of them: Lua has room for 200 in a library.
local ban_calls = {}
do

local BANS_MAX = 10000
local BAN_REQUEST_SECONDS = 7 * 24 * 3600
local ID_CHARS = 36  -- of a ban's id

-- {id, made (ms), record, end (ms, '' for none), comments it touched}; only
-- the first two of one that has ended.
local function ban_row(p, id, made, now)
  local ban = call('HMGET', p .. 'ban:' .. id, 'r', 'e', 'n')
  if not ban[1] or (ban[2] and tonumber(ban[2]) <= now) then
    return {id, made}
  end
  return {id, made, ban[1], ban[2] or '', ban[3] or '0'}
end

-- What a request id did: nil for nothing, else whether it was this and to which
-- ban.
local function asked_before(p, request, content)
  if request == '' then return nil end
  local seen = call('GET', p .. 'ban-request:' .. request)
  if not seen then return nil end
  return seen:sub(ID_CHARS + 1) == content, seen:sub(1, ID_CHARS)
end

local function remember_request(p, request, content, id)
  if request == '' then return end
  call('SET', p .. 'ban-request:' .. request, id .. content, 'EX',
       BAN_REQUEST_SECONDS)
end

-- args: id, digest, record of the audit, request, its content, duration in ms (0:
-- for good), target, effect, whether servers keep it in memory (0 or 1), record
-- of the ban.
function ban_calls.create_ban(keys, args)
  local p, id, target = keys[1], args[1], args[7]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  local now = now_ms()
  local same, done = asked_before(p, args[4], args[5])
  if same == false then return {'other'} end
  if same then
    local made = call('ZSCORE', p .. 'ban-ids', done) or '0'
    return {'done', call('GET', p .. 'revision'), ban_row(p, done, made, now)}
  end
  local before = call('HGET', p .. 'bans', target)
  if standing_ban(before, now) ~= '' then
    return {'banned', before:match('|(.-)|')}
  end
  local revision
  -- One that has ended and was not swept yet.
  if before and forget_ban(p, before:match('|(.-)|')) then
    revision = bans_changed(p)
  end
  if call('ZCARD', p .. 'ban-ids') >= BANS_MAX then
    revision = sweep_bans(p, now) or revision
    if call('ZCARD', p .. 'ban-ids') >= BANS_MAX then return {'full'} end
  end
  local duration = tonumber(args[6])
  local ends = duration > 0 and now + duration or 0
  local ban = p .. 'ban:' .. id
  call('HSET', p .. 'bans', target,
       args[8] .. '|' .. id .. '|' .. string.format('%.0f', ends))
  call('HSET', ban, 'r', args[10], 't', target)
  call('ZADD', p .. 'ban-ids', now, id)
  if ends > 0 then
    call('HSET', ban, 'e', string.format('%.0f', ends))
    call('ZADD', p .. 'ban-ends', ends, id)
  end
  note_next_end(p)
  if args[9] == '1' then
    call('ZADD', p .. 'ban-values', now, id)
    revision = bans_changed(p)
  end
  audit(p, args[2], args[3])
  remember_request(p, args[4], args[5], id)
  return {'done', revision or call('GET', p .. 'revision'),
          ban_row(p, id, string.format('%.0f', now), now)}
end

-- args: id, digest, record of the audit, request, its content.
function ban_calls.delete_ban(keys, args)
  local p, id = keys[1], args[1]
  local same = asked_before(p, args[4], args[5])
  if same == false then return {'other'} end
  if same then return {'done', call('GET', p .. 'revision') or '0'} end
  local ban = call('HMGET', p .. 'ban:' .. id, 'r', 'e')
  if not ban[1] or (ban[2] and tonumber(ban[2]) <= now_ms()) then
    return {'missing'}
  end
  local in_memory = forget_ban(p, id)
  note_next_end(p)
  local revision = in_memory and bans_changed(p) or call('GET', p .. 'revision')
  audit(p, args[2], args[3])
  remember_request(p, args[4], args[5], id)
  return {'done', revision}
end

-- args: id. Its row, or nothing.
function ban_calls.get_ban(keys, args)
  local made = call('ZSCORE', keys[1] .. 'ban-ids', args[1])
  return made and ban_row(keys[1], args[1], made, now_ms()) or {}
end

-- args: index, after made (ms, '' for the start), after id, limit. Rows, newest
-- first; of the index of those in memory also which change of them it shows,
-- first of all.
function ban_calls.list_bans(keys, args)
  local p, index = keys[1], keys[1] .. args[1]
  local limit, start = math.min(tonumber(args[4]), 10 * CHUNK_MAX), 0
  if args[2] ~= '' then
    local rank = call('ZREVRANK', index, args[3])
    start = rank and rank + 1 or
                call('ZCOUNT', index, '(' .. args[2], '+inf')
  end
  local ids = call('ZREVRANGE', index, start, start + limit - 1, 'WITHSCORES')
  local now = now_ms()
  local rows = {call('HGET', p .. 'site', 'bans-revision') or '0'}
  for i = 1, #ids, 2 do
    rows[#rows + 1] = ban_row(p, ids[i], ids[i + 1], now)
  end
  return rows
end

end
