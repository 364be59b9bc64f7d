-- The feed's readers and where they stand.

-- Whether cursor a stands before b in a stream.
local function before(a, b)
  local ms, seq = a:match('^(%d+)%-(%d+)')
  local other_ms, other_seq = b:match('^(%d+)%-(%d+)')
  ms, other_ms = tonumber(ms), tonumber(other_ms)
  return ms < other_ms or (ms == other_ms and tonumber(seq) < tonumber(other_seq))
end

-- args: cursor ('' for the beginning), limit. Each entry: cursor, type, id,
-- revision, the public fields as they are now (none once erased), the thread's
-- URL, and of an alarm how many are held, how many may be, and the oldest one's
-- arrival. 'unknown': the cursor is of an event that this stream never had, or
-- has no longer, as after a restore: what else its reader saw is unknown, too.
local function events(keys, args)
  local p = keys[1]
  local limit = math.min(tonumber(args[2]), CHUNK_MAX)
  local has_place = args[1] ~= '' and args[1] ~= '0-0'
  local first = call('XRANGE', p .. 'feed', '-', '+', 'COUNT', 1)
  local precedes = #first > 0 and has_place and before(args[1], first[1][1])
  if precedes then
    -- Entries between this cursor and the oldest one kept may be gone.
    local stream = call('XINFO', 'STREAM', p .. 'feed')
    for i = 1, #stream, 2 do
      if stream[i] == 'entries-added' and
          stream[i + 1] > call('XLEN', p .. 'feed') then
        return {'too_old'}
      end
    end
  end
  -- The reader's last event comes with the next ones, and shows that it is here.
  local seen = has_place and not precedes and 1 or 0
  local rows = call('XRANGE', p .. 'feed', args[1] == '' and '-' or args[1],
                    '+', 'COUNT', limit + seen)
  if seen == 1 then
    if #rows == 0 or rows[1][1] ~= args[1] then return {'unknown'} end
    table.remove(rows, 1)
  end
  local found = {'ok'}
  for _, row in ipairs(rows) do
    local f = row[2]
    local carries = f[2] == 'a' or f[2] == 'e'
    found[#found + 1] = {row[1], f[2], f[4], f[6],
                         call('HGETALL', p .. 'comment:' .. f[4]),
                         carries and url_of(p, f[4]) or '',
                         f[2] == 'q' and {f[8], f[10], f[12]} or nil}
  end
  return found
end

-- Subscriptions. One name for all of it: Lua has room for 200 in a library.
local readers = {}
do

-- What is kept of one, `CURSOR|ms|FLAGS|CREATED`: its place, when it was
-- acknowledged, and what it asks for. A flag is a letter: `o`, published comments
-- do not wait for it; `s`, it is sent changes of state; `q`, alarms of the queue.
-- Versions before these have only the first two, and drop the rest when they
-- acknowledge. Answers place, ms, flags, and what stands behind them; nothing for
-- what cannot be read.
function readers.parse(kept)
  return kept:match('^(%d+%-%d+)|(%d+)|?([^|]*)(.*)$')
end

-- The same of one that was not there.
local function made(now) return '0-0', now, '', '|' .. now end

-- When it was made, '' where that is not known.
function readers.created(rest) return rest:match('^|(%d+)') or '' end

local function is_full(key, kept)
  return not kept and call('HLEN', key) >= CHUNK_MAX
end

-- args: subscription, cursor, now_ms. An acknowledgement never moves back, and
-- never past the end, from where it could not move again; '' for such a one.
function readers.acknowledge(keys, args)
  local key = keys[1] .. 'subscriptions'
  local newest = call('XREVRANGE', keys[1] .. 'feed', '+', '-', 'COUNT', 1)
  if before(newest[1] and newest[1][1] or '0-0', args[2]) then return '' end
  local kept = call('HGET', key, args[1])
  if is_full(key, kept) then return redis.error_reply('LIMIT subscriptions') end
  local place, _, flags, rest = readers.parse(kept or '')
  if place and not before(place, args[2]) then return place end
  if not place then _, _, flags, rest = made(args[3]) end
  call('HSET', key, args[1],
       args[2] .. '|' .. args[3] .. '|' .. flags .. rest)
  return args[2]
end

-- args: subscription, the letters of what changes, those of them that are set,
-- now_ms. Where it stands stays; a new one stands before all events. One that is
-- required again is not silent at once for what it was not asked for meanwhile.
function readers.change(keys, args)
  local key = keys[1] .. 'subscriptions'
  local kept = call('HGET', key, args[1])
  if is_full(key, kept) then return redis.error_reply('LIMIT subscriptions') end
  local place, ms, flags, rest = readers.parse(kept or '')
  if not place then place, ms, flags, rest = made(args[4]) end
  local is_required_again = flags:find('o', 1, true) and
      args[2]:find('o', 1, true) and not args[3]:find('o', 1, true)
  if is_required_again then ms = args[4] end
  local others = flags:gsub('[' .. args[2] .. ']', '')
  call('HSET', key, args[1],
       place .. '|' .. ms .. '|' .. others .. args[3] .. rest)
  return {'changed'}
end

-- args: subscription. Answers whether there was one (1 or 0).
function readers.forget(keys, args)
  return call('HDEL', keys[1] .. 'subscriptions', args[1])
end

end
