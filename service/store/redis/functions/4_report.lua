-- A reader reports an approved comment, and moderators read and answer reports.

-- Counts a report in its network's and its reporter's hour; answers whose limit
-- is passed and how long to wait.
function reports.count_in_hour(p, now, subnet, reporter, network_max,
                               reporter_max)
  local hour = math.floor(now / HOUR_MS)
  local passed = (now % HOUR_MS) / HOUR_MS
  local key, last = p .. 'rate:h' .. hour, p .. 'rate:h' .. (hour - 1)
  local function rate(field)
    local count = call('HINCRBY', key, field, 1)
    if count == 1 then call('EXPIRE', key, 9000) end
    return sliding(count, call('HGET', last, field), passed)
  end
  local wait = HOUR_MS - now % HOUR_MS
  if subnet ~= '' and rate('R' .. subnet) > network_max then
    return 'network', wait
  end
  if rate('Q' .. reporter) > reporter_max then return 'reporter', wait end
end

-- The newest reports of the site stay; the others leave their comments too.
function reports.trim(p)
  if call('ZCARD', p .. 'reports') <= reports.SITE_KEPT_MAX then return end
  local oldest = call('ZPOPMIN', p .. 'reports')
  local id, reporter = oldest[1]:sub(1, 16), oldest[1]:sub(17)
  reports.drop(p, id, reporter)
  -- With the last unanswered one, moderators have nothing to answer there.
  if (tonumber(call('HGET', reports.key_of(p, id), 'w')) or 0) <= 0 then
    call('ZREM', p .. 'reported', id)
  end
end

-- What the reports of a comment do now that one more is there, and the weights of
-- those that nobody has answered sum up to `sum`: take it down (x), put it before
-- moderators (q), or nothing. One or two readers take nothing down, whatever the
-- site says of sums.
function reports.effect_of(p, id, sum, order, now, requeue_at, retract_at,
                           held_max)
  local retracts = retract_at > 0 and sum >= retract_at and
      not has_left(p, id) and
      reports.open_count(reports.key_of(p, id), order) + 1 >=
          reports.RETRACTING_MIN
  if retracts and count_waiting(p) < held_max then return 'x' end
  -- A queue that is full, and too few readers, take nothing down; moderators see
  -- it all the same.
  local passed = (requeue_at > 0 and sum >= requeue_at) or
      (retract_at > 0 and sum >= retract_at)
  if not passed then return '' end
  return call('ZADD', p .. 'reported', 'NX', now, id) == 1 and 'q' or ''
end

-- args: id, revision, request, request value, request_seconds, exempt from
-- limits (0 or 1), subnet ('' for not known), reporter, its handle, network_max,
-- reporter_max, reason, text, requeue_at and retract_at (thousandths; 0 never),
-- held_max, and for taking it down: thread, parent, exact, score, created_ms,
-- now_ms, feed_max, verdict with its new priority.
-- A second report takes the first one's place. One that a moderator has answered
-- counts no more, however often it is repeated, until the text is edited.
function reports.add(keys, args)
  local p, id, request, reporter = keys[1], args[1], args[3], args[8]
  if request ~= '' then
    local seen = call('GET', p .. 'request:' .. request)
    if seen and seen:sub(1, -2) ~= args[4] then return {'other'} end
    if seen then return {'done', seen:sub(-1)} end
  end
  local comment, key = p .. 'comment:' .. id, reports.key_of(p, id)
  local present = call('HMGET', comment, 'rev', 'state')
  if not present[1] then return {'missing'} end
  if present[2] ~= 'A' then return {'state', present[2]} end
  if present[1] ~= args[2] then return {'stale', present[1], present[2]} end
  local now = now_ms()
  if args[6] ~= '1' then
    local whose, wait = reports.count_in_hour(
        p, now, args[7], reporter, tonumber(args[10]), tonumber(args[11]))
    if whose then return {'rate', whose, wait} end
  end
  local before = reports.by(key, reporter)
  if before then
    reports.drop(p, id, reporter)
  else
    call('HINCRBY', key, 'n', 1)
  end
  local kept = call('HMGET', key, 'o', 'w', 'g')
  local order, generation = kept[1] or '', tonumber(kept[3]) or 0
  if #order >= reports.KEPT_MAX * reports.REPORTER_BYTES then
    local oldest = order:sub(-reports.REPORTER_BYTES)
    reports.drop(p, id, oldest)
    call('ZREM', p .. 'reports', id .. oldest)
    order = call('HGET', key, 'o')
  end
  local row = {number = call('INCR', p .. 'reports-number'), made = now,
               reason = args[12], weight = reports.weight_of(p, reporter),
               outcome = '', decided = '', generation = generation,
               handle = args[9], text = args[13], effect = ''}
  local sum = tonumber(call('HGET', key, 'w')) or 0
  if before and before.outcome ~= '' and
      before.generation == generation then
    row.weight, row.outcome = before.weight, before.outcome
    row.decided = before.decided
  else
    sum = sum + row.weight
    row.effect = reports.effect_of(
        p, id, sum, order, now, tonumber(args[14]), tonumber(args[15]),
        tonumber(args[16]))
  end
  call('HSET', key, reporter, cmsgpack.pack(row), 'o', reporter .. order, 'w',
       sum)
  call('ZADD', p .. 'reports', row.number, id .. reporter)
  reports.trim(p)
  if row.effect == 'x' then
    local revision = tonumber(present[1]) + 1
    call('HSET', key, 'x', 1)
    move(p, id, args[17], args[18], 'A', 'H', args[20], args[21])
    count_author(p, args[19], 'A', 'H')
    call('HSET', comment, 'state', 'H', 'rev', revision, 'updated', args[22])
    call('HSET', p .. 'private:' .. id, 'verdict', args[24])
    feed(p, 'x', id, revision, args[23])
    feed(p, 'h', id, revision, args[23])
  end
  local replaced = before and '1' or '0'
  if request ~= '' then
    call('SET', p .. 'request:' .. request, args[4] .. replaced, 'EX',
         tonumber(args[5]))
  end
  return {'done', replaced}
end

-- args: those of refusal(), the moderator's key. They approve an approved comment
-- again: its reports are dismissed, and it changes for nobody.
function reports.dismiss(keys, args)
  local p, id = keys[1], args[1]
  local refused = refusal(p, args)
  if refused then return refused end
  -- No undo of the decision before takes it back.
  reports.settle(p, id, 'd', args[2] .. 'd')
  call('HSET', p .. 'private:' .. id, 'by', args[9], 'decision', args[8])
  record_change(p, args)
  return {'done'}
end

-- args: comment's id ('' for the site's), number of the report before ('' for the
-- start), limit. Newest first: {comment's id, section of its thread, row}.
function reports.list(keys, args)
  local p, limit, found = keys[1], math.min(tonumber(args[3]), CHUNK_MAX), {}
  if args[1] ~= '' then
    local key = reports.key_of(p, args[1])
    local before = tonumber(args[2]) or math.huge
    local order = call('HGET', key, 'o') or ''
    for _, reporter in ipairs(reports.reporters_in(order)) do
      local row = reports.by(key, reporter)
      if row and row.number < before and #found < limit then
        found[#found + 1] = {args[1], '', reports.row(row)}
      end
    end
    return found
  end
  local members = call('ZRANGE', p .. 'reports',
                       args[2] == '' and '+inf' or '(' .. args[2], '-inf',
                       'BYSCORE', 'REV', 'LIMIT', 0, limit)
  for _, member in ipairs(members) do
    local id, reporter = member:sub(1, 16), member:sub(17)
    local row = reports.by(reports.key_of(p, id), reporter)
    if row then
      local thread = call('HGET', p .. 'private:' .. id, 'thread')
      local section = thread and
          call('HGET', p .. 'thread:' .. thread, 'section') or ''
      found[#found + 1] = {id, section or '', reports.row(row)}
    end
  end
  return found
end
