<?php
/**
 * Prints the comments on an article, one object of JSON a line: `name`, and
 * WordPress' own `state`.
 *
 *   php comments.php DIRECTORY HOME ARTICLE [recheck]
 *
 * With `recheck` it does first what WordPress does every 20 minutes.
 *
 * @package Winnow
 */

list( , $directory, $home, $article ) = $argv;
$_SERVER['HTTP_HOST'] = preg_replace( '#^http://#', '', $home );

require $directory . '/wp-load.php';

if ( isset( $argv[4] ) ) {
	do_action( 'akismet_schedule_cron_recheck' );
}
$comments = get_comments(
	array(
		'post_id' => $article,
		'status'  => 'any',
		'orderby' => 'comment_ID',
		'order'   => 'ASC',
	)
);
foreach ( $comments as $comment ) {
	echo wp_json_encode(
		array(
			'name'  => $comment->comment_author,
			'state' => wp_get_comment_status( $comment ),
		)
	), "\n";
}
