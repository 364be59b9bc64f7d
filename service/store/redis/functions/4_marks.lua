-- What moderators put on a comment beside a decision: notes, tags, the pick.

local NOTES_MAX = 100
local TAGS_MAX = 20

-- args: those of refusal(), the note's record, whose it is.
local function add_note(keys, args)
  local p, private = keys[1], keys[1] .. 'private:' .. args[1]
  local refused = refusal(p, args)
  if refused then return refused end
  if has_left(p, args[1]) then return {'left'} end
  local count = tonumber(call('HGET', private, 'notes') or 0)
  if count >= NOTES_MAX then return {'full'} end
  count = count + 1
  call('HSET', private, 'notes', count, 'note' .. count, args[9])
  record_change(p, args)
  if args[3] == 'H' then queue_changed(p, 'c', args[1], args[10]) end
  return {'done'}
end

-- args: those of refusal(), tags to add n, tag…, then those to remove.
-- Tags stay in the order in which they came.
local function change_tags(keys, args)
  local p, private = keys[1], keys[1] .. 'private:' .. args[1]
  local refused = refusal(p, args)
  if refused then return refused end
  if has_left(p, args[1]) then return {'left'} end
  local before = call('HGET', private, 'tags') or ''
  local added = tonumber(args[9])
  local gone, has, tags = {}, {}, {}
  for i = 10 + added, #args do gone[args[i]] = true end
  local function take(tag)
    if has[tag] or gone[tag] then return end
    has[tag] = true
    tags[#tags + 1] = tag
  end
  for tag in before:gmatch('[^\n]+') do take(tag) end
  for i = 10, 9 + added do take(args[i]) end
  if #tags > TAGS_MAX then return {'full'} end
  local after = table.concat(tags, '\n')
  if after == before then return {'done'} end
  if after == '' then
    call('HDEL', private, 'tags')
  else
    call('HSET', private, 'tags', after)
  end
  record_change(p, args)
  if args[3] == 'H' then queue_changed(p, 'c', args[1], '') end
  return {'done'}
end

-- args: those of refusal(), featured (0 or 1), now_ms, feed_max.
-- Readers see the pick, so it is an edit to them.
local function feature(keys, args)
  local p, id, comment = keys[1], args[1], keys[1] .. 'comment:' .. args[1]
  local refused = refusal(p, args)
  if refused then return refused end
  if has_left(p, id) then return {'left'} end
  local revision = tonumber(args[2]) + 1
  call('HSET', comment, 'rev', revision, 'updated', args[10])
  if args[9] == '1' then
    call('HSET', comment, 'featured', '1')
  else
    call('HDEL', comment, 'featured')
  end
  record_change(p, args)
  feed(p, 'e', id, revision, args[11])
  return {'done'}
end
