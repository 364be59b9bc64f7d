-- Counting the queue again from the comments themselves. Each comment and the
-- indexes are compared at one moment, so that work that goes on meanwhile makes
-- no difference.

-- One name for all of them: Lua has room for 200 in a library.
local recount = {}
do

local function is_in(index, id) return call('ZSCORE', index, id) and true end

-- Whether the index of a comment's state has it.
local function is_listed(p, id, state)
  return is_in(p .. INDEX[state], id) or
      (state == 'H' and is_in(p .. 'leased', id))
end

-- args: after cursor ('' for the beginning). Every comment but
-- imported ones has one event of its first revision: answers the cursor to go on from ('' at the end), how many
-- comments were looked at and of those that no index has the id and the state.
function recount.recount_feed(keys, args)
  local p = keys[1]
  local from = args[1] == '' and '-' or '(' .. args[1]
  local rows = call('XRANGE', p .. 'feed', from, '+', 'COUNT', CHUNK_MAX)
  local examined, missing = 0, {}
  for _, row in ipairs(rows) do
    local id, revision = row[2][4], row[2][6]
    if revision == '1' then
      examined = examined + 1
      local state = call('HGET', p .. 'comment:' .. id, 'state')
      if state and INDEX[state] and not is_listed(p, id, state) then
        missing[#missing + 1] = id
        missing[#missing + 1] = state
      end
    end
  end
  return {#rows == CHUNK_MAX and rows[#rows][1] or '', examined, missing}
end

-- Whether a leased comment has all that belongs to it.
local function is_whole(p, id)
  local record = call('HGET', p .. 'leases', id)
  return record and is_in(p .. 'leased-queue', id) and
      not is_in(p .. 'held', id) and
      call('SISMEMBER', p .. 'leased-by:' .. cmsgpack.unpack(record)[3],
           id) == 1
end

-- args: index, after score ('' for the start), after id. Answers how many
-- entries there were, how many are comments of that state, how many their
-- thread's index has, the ids of those that are wrong, and the last one's score
-- and id ('' at the end).
function recount.recount_index(keys, args)
  local p, name = keys[1], args[1]
  local index = p .. name
  local start = place_after(index, args[2], args[3])
  local rows = call('ZRANGE', index, start, start + CHUNK_MAX - 1, 'WITHSCORES')
  local right, in_thread, wrong = 0, 0, {}
  for i = 1, #rows, 2 do
    local id = rows[i]
    local state = call('HGET', p .. 'comment:' .. id, 'state')
    local belongs = state and (INDEX[state] == name or
                                   (state == 'H' and name == 'leased'))
    local whole = belongs
    if name == 'leased' and belongs then
      whole = is_whole(p, id)
      -- In both, it counts as one.
      if is_in(p .. 'held', id) then belongs = false end
    end
    if belongs then right = right + 1 end
    local thread = call('HGET', p .. 'private:' .. id, 'thread')
    if thread then
      local listed = is_in(p .. 'approved:' .. thread, id)
      -- Shells of withdrawn comments stand there for their answers.
      if call('SISMEMBER', p .. 'shells:' .. thread, id) == 1 then
        if not listed or state ~= 'W' then whole = false end
      else
        if listed then in_thread = in_thread + 1 end
        if listed ~= (state == 'A') then whole = false end
      end
    end
    if not whole then wrong[#wrong + 1] = id end
  end
  local more = #rows == 2 * CHUNK_MAX
  return {#rows / 2, right, in_thread, wrong,
          more and rows[#rows] or '', more and rows[#rows - 1] or ''}
end

-- What is kept of leases: all three are of one size.
function recount.recount_leases(keys)
  local p = keys[1]
  return {call('ZCARD', p .. 'leased'), call('ZCARD', p .. 'leased-queue'),
          call('HLEN', p .. 'leases')}
end

end
