-- How long and how old the queue is, and telling when it is too much.

local measure_queue
do

local FALLS_TO = 0.9  -- of a limit, before passing it is told again

-- Whether it is to be told that a value has reached a limit (0: none). The field
-- keeps the limit that was told of: a server that knows another one neither tells
-- again nor forgets.
local function is_news(key, field, value, limit)
  local told = tonumber(call('HGET', key, field) or nil)
  if limit > 0 and value >= limit then
    if told then return false end
    call('HSET', key, field, limit)
    return true
  end
  if told and value < told * FALLS_TO then call('HDEL', key, field) end
  return false
end

-- args: comments held that are too many, an age in ms that is too old (0: none
-- is), feed_max. Answers held, leased, the age of the oldest in ms, how many ever
-- left the queue, and 1 if an alarm was raised.
function measure_queue(keys, args)
  local p, now = keys[1], now_ms()
  local held = count_waiting(p)
  local _, oldest = oldest_in(p .. 'held')
  local _, leased_oldest = oldest_in(p .. 'leased-queue')
  oldest = math.min(oldest, leased_oldest)
  local age = oldest < math.huge and math.max(now - oldest, 0) or 0
  local key, held_max = p .. 'queue-alarm', tonumber(args[1])
  local too_many = is_news(key, 'held', held, held_max)
  local too_old = is_news(key, 'age', age, tonumber(args[2]))
  if too_many or too_old then
    call('XADD', p .. 'feed', 'MAXLEN', '~', args[3], '*', 't', 'q', 'c', '',
         'r', 0, 'h', held, 'm', held_max, 'o',
         held > 0 and string.format('%.0f', oldest) or '')
  end
  return {held, call('ZCOUNT', p .. 'leased', '(' .. now, '+inf'),
          math.floor(age), tonumber(call('GET', p .. 'queue-removed') or 0),
          (too_many or too_old) and 1 or 0}
end

end
