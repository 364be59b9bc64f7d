-- Counts by day: how screening decided (`vDAY`) and what people did (`pDAY`).

-- One table, as in 2_reports: Redis loads all files as one function.
local counts = {
  SECONDS = 800 * 24 * 3600,
  DAYS_MAX = 31,  -- of one read
}

function counts.add(p, day, field, by)
  local key = p .. 'count:' .. day
  local count = call('HINCRBY', key, field, by)
  -- Of a day that is long gone nothing is left to be taken away.
  if count <= 0 then
    call('HDEL', key, field)
  elseif count == by then
    call('EXPIRE', key, counts.SECONDS)
  end
end

-- args: first day, how many. Both hashes of each, as they come.
function counts.read(keys, args)
  local p, first, found = keys[1], tonumber(args[1]), {}
  local days = math.min(tonumber(args[2]), counts.DAYS_MAX)
  for day = first, first + days - 1 do
    found[#found + 1] = call('HGETALL', p .. 'count:v' .. day)
    found[#found + 1] = call('HGETALL', p .. 'count:p' .. day)
  end
  return found
end
