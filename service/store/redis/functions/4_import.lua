-- Comments from elsewhere: stored with their dates and with what was decided
-- there. They are old news: no event, no rate and no near-duplicate knows them.

-- One name for all of them: Lua has room for 200 in a library.
local imports = {}
do

-- Keeps an author's old comments out of what the last weeks added (the mark of
-- 3_commit).
local function shift_mark(author, mark, state)
  local approved = state == 'A' and 1 or 0
  local refused = (state == 'R' or state == 'S') and 1 or 0
  local shifted = mark:gsub('(%d+):(%d+):(%d+)', function(week, a, r)
    return string.format('%s:%d:%d', week, a + approved, r + refused)
  end)
  call('HSET', author, 'w', shifted)
end

local function count_import(p, exact, id, state, created)
  if exact == '' then return end
  local author = p .. 'author:' .. exact
  call('HINCRBY', author, state:lower(), 1)
  local known = call('HMGET', author, 'f', 'l', 'w')
  local ms = tonumber(created)
  local first = known[1] and tonumber(known[1]) <= ms and known[1] or created
  local last = known[2] and tonumber(known[2]) >= ms and known[2] or created
  call('HSET', author, 'f', first, 'l', last, id, '')
  if known[3] then shift_mark(author, known[3], state) end
end

-- The comment that another one answers and how many stand above that; nothing
-- unless it is there and in the same thread.
local function find_above(p, id, thread, source, parent)
  local known = source ~= '' and call('HGET', p .. 'sources', source)
  if known then parent = known:sub(1, 16) end
  if parent == '' or parent == id then return nil end
  local place = call('HMGET', p .. 'private:' .. parent, 'thread', 'depth')
  if place[1] ~= thread then return nil end
  local depth = tonumber(place[2]) or
      call('HEXISTS', p .. 'comment:' .. parent, 'parent')
  return parent, depth + 1
end

-- What the site says of a thread is newer; what nobody has said is added.
local function complete_thread(key, fields)
  local names = {'created'}
  for i = 1, #fields, 2 do names[#names + 1] = fields[i] end
  local known, added = call('HMGET', key, unpack(names)), {}
  if not known[1] then added = {'created', now_ms()} end
  for i = 1, #fields, 2 do
    if not known[(i + 3) / 2] then
      added[#added + 1], added[#added + 2] = fields[i], fields[i + 1]
    end
  end
  if #added > 0 then call('HSET', key, unpack(added)) end
end

-- args: id, source, fingerprint, the comment of this site that the source names
-- ('' for none), source of the one it answers ('' for none), its id ('' for
-- none), state, score, created_ms, thread, exact, held_max, discarded_max, the
-- importer's key, lesson ('' for none), only to look (0 or 1), thread fields n,
-- field, value…, public n, field, value…, then the private fields and values.
function imports.import(keys, args)
  local p, id, source = keys[1], args[1], args[2]
  local state, score, created = args[7], args[8], args[9]
  local thread, exact = args[10], args[11]
  if call('EXISTS', p .. 'site') == 0 then return {'no_site'} end
  local seen = call('HGET', p .. 'sources', source)
  if seen then
    local known = seen:sub(1, 16)
    -- The same import sent twice, because its answer was lost.
    if known == id then return {'stored'} end
    return {'replay', known, seen:sub(17), fields_of(p .. 'comment:' .. known)}
  end
  if args[4] ~= '' and call('EXISTS', p .. 'comment:' .. args[4]) == 1 then
    return {'replay', args[4], args[3], fields_of(p .. 'comment:' .. args[4])}
  end
  local looks = args[16] == '1'
  local parent, depth = '', 0
  -- The one above may be among those that were only looked at.
  if not looks and (args[5] ~= '' or args[6] ~= '') then
    parent, depth = find_above(p, id, thread, args[5], args[6])
    if not parent then return {'no_parent'} end
  end
  if state == 'H' and count_waiting(p) >= tonumber(args[12]) then
    return {'full'}
  end
  if looks then return {'could'} end
  if seals.is_under_lost_key(p, args) then return {'key_gone'} end
  call('HSET', p .. 'sources', source, id .. args[3])
  local at = 17
  local n = tonumber(args[at])
  complete_thread(p .. 'thread:' .. thread, {unpack(args, at + 1, at + n)})
  call('ZADD', p .. 'threads', 'GT', created, thread)
  at = at + n + 1
  n = tonumber(args[at])
  local comment, private = p .. 'comment:' .. id, p .. 'private:' .. id
  call('HSET', comment, unpack(args, at + 1, at + n))
  call('HSET', private, unpack(args, at + n + 1, #args))
  if parent ~= '' then
    call('HSET', comment, 'parent', parent)
    if depth > 1 then call('HSET', private, 'depth', depth) end
  end
  move(p, id, thread, parent, '', state, score, created)
  if state ~= 'W' then count_import(p, exact, id, state, created) end
  if args[15] ~= '' then teach(p, args[15]) end
  call('HINCRBY', p .. 'audit-head', 'imported:' .. args[14], 1)
  if state == 'R' or state == 'S' then trim_discarded(p, tonumber(args[13])) end
  return {'stored'}
end

-- args: the importer's key, how many comments the record is about, digest,
-- record. What a winnowd that died has imported stays counted until then.
function imports.record(keys, args)
  local p = keys[1]
  local field = 'imported:' .. args[1]
  local waiting = call('HGET', p .. 'audit-head', field) or '0'
  if waiting ~= args[2] then return {'moved', waiting} end
  if waiting ~= '0' then
    call('HDEL', p .. 'audit-head', field)
    audit(p, args[3], args[4])
  end
  return {'done', '0'}
end

-- args: id…  Where each comment comes from, '' for those of this site.
function imports.source_ids(keys, args)
  local found = {}
  for i = 1, math.min(#args, CHUNK_MAX) do
    found[i] = call('HGET', keys[1] .. 'private:' .. args[i], 'source') or ''
  end
  return found
end

-- args: digest, record.
function imports.record_export(keys, args)
  local p = keys[1]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  audit(p, args[1], args[2])
  return {'done'}
end

end
