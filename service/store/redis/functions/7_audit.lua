-- The audit chain as a whole. 4_decide appends to it with each change.

-- args: the entry before the first one wanted ('' for the beginning), how many.
-- Answers the chain's end, its last checkpoint and the entries, oldest first:
-- s, d and r of a record, s, h and k of a checkpoint. Behind them s, h and k of
-- where older records were cut off, '' for nowhere.
local function read_audit(keys, args)
  local p = keys[1]
  if call('EXISTS', p .. 'site') == 0 then return {} end
  local head = call('HMGET', p .. 'audit-head', 'seq', 'head', 'checked',
                    'checked_ms', 'cut', 'cut-head', 'cut-key')
  local from = args[1] == '' and '-' or '(' .. args[1]
  return {head[1] or '0', head[2] or '', head[3] or '0', head[4] or '0',
          call('XRANGE', p .. 'audit', from, '+', 'COUNT', args[2]),
          head[5] or '', head[6] or '', head[7] or ''}
end

-- args: seq, head, what the audit key makes of both. Only the chain's end is
-- worth a checkpoint, and each end one.
local function add_checkpoint(keys, args)
  local p = keys[1]
  local head = call('HMGET', p .. 'audit-head', 'seq', 'head', 'checked')
  if head[1] ~= args[1] or head[2] ~= args[2] then return {'moved'} end
  if head[3] == args[1] then return {'done'} end
  call('HSET', p .. 'audit-head', 'checked', args[1], 'checked_ms', now_ms())
  call('XADD', p .. 'audit', '*', 's', args[1], 'h', args[2], 'k', args[3])
  return {'done'}
end

-- args: the last entry to go, its number, the chain's head there, what the audit
-- key makes of both. At most the 1,000 entries that the caller has read go.
local function cut_audit(keys, args)
  local p, last = keys[1], args[1]
  if #call('XRANGE', p .. 'audit', last, last) == 0 then return {'moved'} end
  call('HSET', p .. 'audit-head', 'cut', args[2], 'cut-head', args[3],
       'cut-key', args[4])
  local ms, seq = last:match('^(%d+)%-(%d+)$')
  return {'done', call('XTRIM', p .. 'audit', 'MINID',
                       ms .. '-' .. string.format('%.0f', seq + 1))}
end
