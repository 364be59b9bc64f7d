-- What an author does with a comment after it was decided: takes it back, asks
-- for a second look.

-- What several changes begin with. args: id, revision, state, request, request
-- value, request_seconds, digest, record. Returns the answer that ends the call
-- where it was made before or the caller has read something else.
local function refusal(p, args)
  if args[4] ~= '' then
    local seen = call('GET', p .. 'request:' .. args[4])
    if seen then return {seen == args[5] and 'replay' or 'other'} end
  end
  local present = call('HMGET', p .. 'comment:' .. args[1], 'rev', 'state')
  if not present[1] then return {'missing'} end
  if present[1] ~= args[2] or present[2] ~= args[3] then
    return {'stale', present[1], present[2]}
  end
end

-- What they end with, from the same arguments.
local function record_change(p, args)
  if args[4] ~= '' then
    call('SET', p .. 'request:' .. args[4], args[5], 'EX', tonumber(args[6]))
  end
  remember_change(p .. 'private:' .. args[1], audit(p, args[7], args[8]))
end

-- args: those of refusal(), thread, parent, exact, created_ms, now_ms, feed_max,
-- body key that may be said again ('' for none), verdict without spans.
-- Keeps of the author what bans, erasure and the search for copies need.
local function withdraw(keys, args)
  local p, id, from = keys[1], args[1], args[3]
  local refused = refusal(p, args)
  if refused then return refused end
  local comment, private = p .. 'comment:' .. id, p .. 'private:' .. id
  local thread, created = args[9], args[12]
  local revision = tonumber(args[2]) + 1
  move(p, id, thread, args[10], from, 'W', created, created)
  count_author(p, args[11], from, 'W')
  call('HDEL', comment, 'name', 'website', 'body', 'handle', 'role',
       'verified', 'featured', 'why')
  forget_message(comment, private)
  call('HSET', comment, 'state', 'W', 'rev', revision, 'updated', args[13])
  call('HDEL', private, 'email', 'host', 'subnet', 'account', 'appeal')
  call('HSET', private, 'verdict', args[16])
  reports.forget(p, id)
  settle_shell(p, thread, id)
  record_change(p, args)
  if args[15] ~= '' then forget_text(p, args[15], now_ms()) end
  if from == 'A' then feed(p, 'x', id, revision, args[14]) end
  return {'done'}
end

-- args: those of refusal(), thread, parent, exact, score, created_ms, now_ms,
-- feed_max, held_max, text, verdict with its new priority.
local function appeal(keys, args)
  local p, id = keys[1], args[1]
  local refused = refusal(p, args)
  if refused then return refused end
  if has_left(p, id) then return {'left'} end
  if count_waiting(p) >= tonumber(args[16]) then return {'full'} end
  local comment, private = p .. 'comment:' .. id, p .. 'private:' .. id
  local revision = tonumber(args[2]) + 1
  move(p, id, args[9], args[10], args[3], 'H', args[12], args[13])
  count_author(p, args[11], args[3], 'H')
  call('HDEL', comment, 'why')
  forget_message(comment, private)
  call('HSET', comment, 'state', 'H', 'rev', revision, 'updated', args[14])
  call('HSET', private, 'appeal', args[17], 'appealed', args[14], 'verdict',
       args[18])
  record_change(p, args)
  feed(p, 'h', id, revision, args[15])
  return {'done'}
end
