import casecall.receiving.rules
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('calls', '0001_initial'),
        ('cases', '0001_initial'),
        ('files', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Joining',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_by', models.CharField(blank=True, max_length=80)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.revision')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='MailFolder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=60)),
                ('folder', models.CharField(max_length=200)),
                ('validity', models.CharField(blank=True, max_length=40)),
                ('cursor', models.PositiveBigIntegerField(default=0)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('trouble', models.TextField(blank=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'folder'), name='mail_folder_once')],
            },
        ),
        migrations.CreateModel(
            name='MailTrouble',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=60)),
                ('folder', models.CharField(max_length=200)),
                ('validity', models.CharField(blank=True, max_length=40)),
                ('uid', models.CharField(max_length=80)),
                ('subject', models.TextField(blank=True)),
                ('trouble', models.TextField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('due', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'folder', 'validity', 'uid'), name='mail_trouble_once')],
            },
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('door', models.CharField(choices=casecall.receiving.rules.door_choices, max_length=12)),
                ('came_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.CharField(max_length=80)),
                ('name', models.CharField(blank=True, max_length=255)),
                ('fingerprint', models.CharField(db_index=True, max_length=64)),
                ('click', models.CharField(blank=True, db_index=True, max_length=64)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='calls.call')),
            ],
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.revision')),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='receiving.parcel')),
            ],
        ),
        migrations.CreateModel(
            name='ParcelFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255)),
                ('order', models.PositiveIntegerField(default=0)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='receiving.parcel')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReceivedLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(blank=True, max_length=500)),
                ('ours', models.BooleanField(default=False)),
                ('kind', models.CharField(choices=casecall.receiving.rules.letter_choices, db_index=True, max_length=12)),
                ('subject', models.TextField(blank=True)),
                ('sender_name', models.CharField(blank=True, max_length=200)),
                ('sender_address', models.CharField(blank=True, db_index=True, max_length=254)),
                ('to_address', models.CharField(blank=True, max_length=254)),
                ('text', models.TextField(blank=True)),
                ('in_reply_to', models.TextField(blank=True)),
                ('references', models.JSONField(default=list)),
                ('attachments', models.JSONField(default=list)),
                ('links', models.JSONField(default=list)),
                ('checks', models.JSONField(default=dict)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('came_at', models.DateTimeField(db_index=True)),
                ('why', models.CharField(blank=True, max_length=200)),
                ('held', models.BooleanField(default=False)),
                ('aside', models.BooleanField(default=False)),
                ('call', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.call')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='came_letters', to='cases.case')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('parcel', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='receiving.parcel')),
            ],
        ),
        migrations.CreateModel(
            name='MailItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=60)),
                ('folder', models.CharField(max_length=200)),
                ('validity', models.CharField(blank=True, max_length=40)),
                ('uid', models.CharField(max_length=80)),
                ('settled', models.BooleanField(default=True)),
                ('at', models.DateTimeField()),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='receiving.receivedletter')),
            ],
        ),
        migrations.CreateModel(
            name='Splitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('origin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=casecall.receiving.rules.suggestion_choices, max_length=10)),
                ('why', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('taken', models.BooleanField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('settled_by', models.CharField(blank=True, max_length=80)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='hints', to='receiving.receivedletter')),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Trait',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('has_form', models.BooleanField()),
                ('loose', models.BooleanField(default=False)),
                ('title', models.CharField(blank=True, db_index=True, max_length=300)),
                ('unit', models.CharField(blank=True, max_length=200)),
                ('contact', models.CharField(blank=True, max_length=100)),
                ('phone', models.CharField(blank=True, max_length=60)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='trait', to='cases.revision')),
            ],
        ),
        migrations.AddConstraint(
            model_name='receivedletter',
            constraint=models.UniqueConstraint(fields=('message_id', 'file'), name='received_letter_once'),
        ),
        migrations.AddConstraint(
            model_name='mailitem',
            constraint=models.UniqueConstraint(fields=('account', 'folder', 'validity', 'uid'), name='mail_item_once'),
        ),
    ]
