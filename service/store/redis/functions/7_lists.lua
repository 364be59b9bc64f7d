-- A site's own term lists.

-- One name for all of them: Lua has room for 200 in a library.
local list_calls = {}
do

-- How long a piece lives that no list names.
local STAGED_SECONDS = 3600
local LISTS_MAX = 100

-- args: texts, each some terms, one a line. Writes them beside the lists, where
-- nobody reads them until change_list names them; sent twice they are only
-- written twice.
function list_calls.stage_terms(keys, args)
  local p = keys[1]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  local answer = {'staged'}
  for i, text in ipairs(args) do
    local serial = call('INCR', p .. 'terms-serial')
    call('SET', p .. 'terms:' .. serial, text, 'EX', STAGED_SECONDS)
    answer[i + 1] = tostring(serial)
  end
  return answer
end

-- args: digest, record, expected site revision, list, its new description (''
-- removes it), new pieces n, serial…, serials of pieces that it no longer has…
-- Readers see the list before or the list after.
function list_calls.change_list(keys, args)
  local p, name, description = keys[1], args[4], args[5]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  if call('GET', p .. 'revision') ~= args[3] then return {'stale'} end
  local is_new = call('HEXISTS', p .. 'lists', name) == 0
  if is_new and call('HLEN', p .. 'lists') >= LISTS_MAX then return {'full'} end
  local last_new = 6 + tonumber(args[6])
  for i = 7, last_new do
    if call('EXISTS', p .. 'terms:' .. args[i]) == 0 then return {'stale'} end
  end
  for i = 7, last_new do call('PERSIST', p .. 'terms:' .. args[i]) end
  for i = last_new + 1, #args do call('UNLINK', p .. 'terms:' .. args[i]) end
  if description == '' then
    call('HDEL', p .. 'lists', name)
  else
    call('HSET', p .. 'lists', name, description)
  end
  audit(p, args[1], args[2])
  return {'changed', tostring(call('INCR', p .. 'revision'))}
end

function list_calls.get_lists(keys)
  local p = keys[1]
  local revision = call('GET', p .. 'revision')
  if not revision then return {} end
  return {revision, call('HGETALL', p .. 'lists')}
end

end
