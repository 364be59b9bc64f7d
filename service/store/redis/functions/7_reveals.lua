-- The record that an address shown in plain leaves.

-- args: id, digest, record. Answers the record's number.
local function record_reveal(keys, args)
  local p = keys[1]
  local private = p .. 'private:' .. args[1]
  if call('HEXISTS', private, 'email') == 0 then return {'none'} end
  remember_change(private, audit(p, args[2], args[3]))
  return {'done', tonumber(call('HGET', p .. 'audit-head', 'seq'))}
end
