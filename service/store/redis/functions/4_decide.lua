-- What people change, each change with its audit record.

-- The chain of service/docs/redis.md: head = SHA-1(head | seq | digest).
local function audit(p, digest, record)
  local head = call('HMGET', p .. 'audit-head', 'seq', 'head')
  local seq = (tonumber(head[1]) or 0) + 1
  local chained = redis.sha1hex((head[2] or '') .. '|' .. seq .. '|' .. digest)
  call('HSET', p .. 'audit-head', 'seq', seq, 'head', chained)
  return call('XADD', p .. 'audit', '*', 's', seq, 'd', digest, 'r', record)
end

-- Keeps a reference to an audit record with its comment.
local function remember_change(private, reference)
  local history = call('HGET', private, 'history') or ''
  if select(2, history:gsub(',', '')) >= HISTORY_MAX then
    history = history:gsub('^[^,]*,', '', 1)
  end
  call('HSET', private, 'history', history .. reference .. ',')
end

local LESSONS_MAX = 10000       -- that wait while nobody learns
local LESSONS_SECONDS = 7 * 24 * 3600

-- Keeps what a decision teaches until a winnowd has learned it: 7_learning.
local function teach(p, lesson)
  call('XADD', p .. 'learn', 'MAXLEN', '~', LESSONS_MAX, '*', 'l', lesson)
  call('EXPIRE', p .. 'learn', LESSONS_SECONDS)
end

-- Puts a moderator's words to the author in the place of those before, '' for
-- none, which come back when this decision is undone: `undone` is the revision
-- that the decision made which is taken back now, '' for none. No audit record
-- has them, so the comment's private half keeps the last ones.
local function tell_author(comment, private, message, undone, revision)
  local before = call('HGET', comment, 'message')
  if undone ~= '' then
    local kept = call('HGET', private, 'unsaid')
    if kept and kept:sub(1, #undone + 1) == undone .. ':' then
      message = kept:sub(#undone + 2)
      call('HDEL', private, 'unsaid')
    end
  elseif before then
    call('HSET', private, 'unsaid', revision .. ':' .. before)
  end
  if message ~= '' then
    call('HSET', comment, 'message', message)
  elseif before then
    call('HDEL', comment, 'message')
  end
end

-- Forgets what was said to an author about a text or a refusal that stands no
-- more.
local function forget_message(comment, private)
  call('HDEL', comment, 'message')
  call('HDEL', private, 'unsaid')
end

local BATCH_MAX = 100000        -- decisions that one undo can take back
local BATCH_SECONDS = 30 * 24 * 3600

local read_comment  -- 5_read

-- args: id, revision, from, to, score, created_ms, thread, parent, exact,
-- now_ms, public reason, feed_max, decided by, digest, record, batch ('' for
-- none), lesson ('' for none), token of the decider's lease ('' for none),
-- digest and record of taking somebody else's lease ('' to leave it), message to
-- the author ('' for none), revision made by the decision that an undo takes back
-- ('' for no undo), whether to answer the comment as it is then (0 or 1). The
-- state may stay only where the message changes. Then for each count
-- that changes: its day, its field, by how much.
-- Changes nothing unless revision and state are still what the caller read and
-- nobody else works on the comment.
local function decide(keys, args)
  local p, id = keys[1], args[1]
  local from, to = args[3], args[4]
  local comment, private = p .. 'comment:' .. id, p .. 'private:' .. id
  local present = call('HMGET', comment, 'rev', 'state')
  if not present[1] then return {'missing'} end
  local message, undone = args[21], args[22]
  if present[1] ~= args[2] or present[2] ~= from or
      (from == to and message == '' and undone == '') then
    return {'stale', present[1], present[2]}
  end
  if to ~= from and (to == 'A' or to == 'H') and has_left(p, id) then
    return {'left'}
  end
  local refusal, steals = check_lease(p, id, args[13], args[18], args[19] ~= '')
  if refusal then return refusal end
  local revision = tonumber(present[1]) + 1
  if args[16] ~= '' then
    local batch = p .. 'batch:' .. args[16]
    if call('LLEN', batch) >= BATCH_MAX then return {'full'} end
    call('RPUSH', batch, id .. revision)
    call('EXPIRE', batch, BATCH_SECONDS)
  end
  if undone == '' then
    reports.settle(p, id, to == 'A' and 'd' or 'a', revision)
  end
  move(p, id, args[7], args[8], from, to, args[5], args[6], args[13])
  count_author(p, args[9], from, to)
  if undone ~= '' then reports.reopen(p, id, undone, to) end
  call('HSET', comment, 'state', to, 'rev', revision, 'updated', args[10],
       'why', args[11])
  tell_author(comment, private, message, undone, revision)
  if steals then remember_change(private, audit(p, args[19], args[20])) end
  remember_change(private, audit(p, args[14], args[15]))
  call('HSET', private, 'by', args[13], 'decision', args[15])
  if (args[17] or '') ~= '' then teach(p, args[17]) end
  for i = 24, #args, 3 do
    counts.add(p, args[i], args[i + 1], tonumber(args[i + 2]))
  end
  if to == 'A' then
    feed(p, 'a', id, revision, args[12])
  else
    if from == 'A' then feed(p, 'x', id, revision, args[12]) end
    if STATE_EVENT[to] then
      feed(p, STATE_EVENT[to], id, revision, args[12])
    end
  end
  return {'done', tostring(revision),
          args[23] == '1' and read_comment(p, id, true, now_ms()) or {}}
end
