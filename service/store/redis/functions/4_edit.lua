-- Changing a comment's text, with everything that follows from it.

-- args: id, revision, from, to, score, created_ms, thread, parent, exact,
-- request, request value, request_seconds, held_max, feed_max, forgets who
-- decided (0 or 1), body key, old body key, cluster, digest, record, the moderator's
-- key ('' for the author, whom no lease hinders), digest and record of taking
-- somebody else's lease ('' to leave it), day and field of the new verdict's
-- count ('' for none), bands n, band…, public n, field, value…, then the private fields and values.
-- Changes nothing unless revision and state are still what the caller read and
-- no other moderator works on the comment.
local function edit(keys, args)
  local p, id, request = keys[1], args[1], args[10]
  local from, to, thread = args[3], args[4], args[7]
  local comment, private = p .. 'comment:' .. id, p .. 'private:' .. id
  if request ~= '' then
    local seen = call('GET', p .. 'request:' .. request)
    if seen then return {seen == args[11] and 'replay' or 'other'} end
  end
  local present = call('HMGET', comment, 'rev', 'state')
  if not present[1] then return {'missing'} end
  if present[1] ~= args[2] or present[2] ~= from then
    return {'stale', present[1], present[2]}
  end
  if has_left(p, id) then return {'left'} end
  local refusal, steals
  if args[21] ~= '' then
    refusal, steals = check_lease(p, id, args[21], '', args[22] ~= '')
    if refusal then return refusal end
  end
  if to == 'H' and from ~= 'H' and count_waiting(p) >= tonumber(args[13]) then
    return {'full'}
  end
  if request ~= '' then
    call('SET', p .. 'request:' .. request, args[11], 'EX', tonumber(args[12]))
  end
  if from ~= to then
    move(p, id, thread, args[8], from, to, args[5], args[6], args[21])
    count_author(p, args[9], from, to)
  elseif to == 'H' then
    call('ZADD', p .. 'held', 'XX', args[5], id)
    call('ZADD', p .. 'leased-queue', 'XX', args[5], id)
    seals.moved(p, id)
    if steals then
      give_back(p, id)
      queue_changed(p, 'f', id, args[21])
    end
    queue_changed(p, 'c', id, args[21])
  end
  if args[24] ~= '' then counts.add(p, args[24], args[25], 1) end
  local at = 26
  local bands = {}
  for i = 1, tonumber(args[at]) do bands[i] = args[at + i] end
  at = at + #bands + 1
  local n = tonumber(args[at])
  -- Those that may be gone are not written.
  call('HDEL', comment, 'name', 'website', 'featured', 'why')
  call('HSET', comment, unpack(args, at + 1, at + n))
  local cluster = call('HGET', private, 'cluster') or id
  local counted = args[18] == cluster
  if not counted then
    clusters.leave(p, id, cluster)
    clusters.join(p, id, args[18], args[6])
  end
  call('HDEL', private, 'sketch', 'cluster', 'stripped')
  forget_message(comment, private)
  reports.text_was_edited(p, id)
  if args[15] == '1' then call('HDEL', private, 'by', 'decision') end
  call('HSET', private, unpack(args, at + n + 1, #args))
  if steals then remember_change(private, audit(p, args[22], args[23])) end
  remember_change(private, audit(p, args[19], args[20]))
  local now = now_ms()
  if args[17] ~= '' then forget_text(p, args[17], now) end
  remember_text(p, id, args[16], args[18], bands, now, counted)
  local revision = tonumber(args[2]) + 1
  if to == 'A' then
    feed(p, from == 'A' and 'e' or 'a', id, revision, args[14])
  else
    if from == 'A' then feed(p, 'x', id, revision, args[14]) end
    if from ~= to then feed(p, STATE_EVENT[to], id, revision, args[14]) end
  end
  return {'done'}
end
