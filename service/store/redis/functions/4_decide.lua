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

local BATCH_MAX = 100000        -- decisions that one undo can take back
local BATCH_SECONDS = 30 * 24 * 3600

-- args: id, revision, from, to, score, created_ms, thread, parent, exact,
-- now_ms, public reason, feed_max, decided by, digest, record, batch ('' for
-- none), lesson ('' for none), token of the decider's lease ('' for none),
-- digest and record of taking somebody else's lease ('' to leave it).
-- Changes nothing unless revision and state are still what the caller read and
-- nobody else works on the comment.
local function decide(keys, args)
  local p, id = keys[1], args[1]
  local from, to = args[3], args[4]
  local comment, private = p .. 'comment:' .. id, p .. 'private:' .. id
  local present = call('HMGET', comment, 'rev', 'state')
  if not present[1] then return {'missing'} end
  if present[1] ~= args[2] or present[2] ~= from or from == to then
    return {'stale', present[1], present[2]}
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
  move(p, id, args[7], args[8], from, to, args[5], args[6])
  count_author(p, args[9], from, to)
  call('HSET', comment, 'state', to, 'rev', revision, 'updated', args[10],
       'why', args[11])
  if steals then remember_change(private, audit(p, args[19], args[20])) end
  remember_change(private, audit(p, args[14], args[15]))
  call('HSET', private, 'by', args[13], 'decision', args[15])
  if (args[17] or '') ~= '' then teach(p, args[17]) end
  if to == 'A' then
    feed(p, 'a', id, revision, args[12])
  else
    if from == 'A' then feed(p, 'x', id, revision, args[12]) end
    if STATE_EVENT[to] then
      feed(p, STATE_EVENT[to], id, revision, args[12])
    end
  end
  return {'done', tostring(revision)}
end
