-- Sealed addresses (the field `email` of private parts), whose first two bytes
-- say under which of the site's keys. 7_seals gives them a new one.

-- One name for all of them: Lua has room for 200 in a library.
local seals = {}
do

-- Name of the key in …keys.
function seals.key_of(seal)
  return 'email.' .. (seal:byte(1) * 256 + seal:byte(2))
end

-- Whether the address among a new comment's private fields, which end the
-- arguments, was sealed under a key that has gone: by a winnowd that has not
-- heard of it, which seals it again. Names stand in every other place, counted
-- from the end, and `thread` is before `email` in them.
function seals.is_under_lost_key(p, args)
  for i = #args - 1, 1, -2 do
    if args[i] == 'email' then
      return call('HEXISTS', p .. 'keys', seals.key_of(args[i + 1])) == 0
    elseif args[i] == 'thread' then
      return false
    end
  end
  return false
end

-- A comment that changes its place may pass those by who walk the indexes to
-- seal its address again, and is remembered for them.
function seals.moved(p, id)
  local newest = call('HGET', p .. 'rotation', 'key')
  if not newest then return end
  local seal = call('HGET', p .. 'private:' .. id, 'email')
  if seal and seal:sub(1, 2) ~= newest then
    call('SADD', p .. 'rotation-moved', id)
  end
end

end
