-- The names under which winnowd calls what stands above.

local function register(name, callback, flags)
  redis.register_function{function_name = 'w1_' .. name, callback = callback,
                          flags = flags}
end

register('gather', gather, {})
register('commit', commit, {})
register('decide', decide, {})
register('discard', decide, {'allow-oom'})
register('edit', edit, {})
register('acknowledge', acknowledge, {'allow-oom'})
register('read', read, {'no-writes'})
register('page', page, {'no-writes'})
register('events', events, {'no-writes'})
register('count_threads', count_threads, {'no-writes'})
register('count_states', count_states, {'no-writes'})
register('create_site', create_site, {})
register('change_site', change_site, {})
register('get_site', get_site, {'no-writes'})
register('apply_policy', apply_policy, {})
register('count_shadow', count_shadow, {})
register('get_shadow', get_shadow, {'no-writes'})
register('threads_now', threads_now, {'no-writes'})
register('hot_threads', hot_threads, {'no-writes'})
register('stage_terms', stage_terms, {})
register('change_list', change_list, {})
register('get_lists', get_lists, {'no-writes'})
register('set_thread', set_thread, {})
register('put_key', put_key, {})
register('keep_hash_key', keep_hash_key, {})
